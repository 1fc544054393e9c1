// Light, dark and row height: kept in a cookie, seen at once.
// <button data-behaviour="theme">…</button>  <div data-behaviour="density"><button data-value="compact">…</button></div>
import { all, type Detach, listen } from "../behaviours.ts";

const YEAR = 365 * 24 * 3600;

export function keep(name: string, value: string): void {
  document.cookie = `jualan_${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
}

const root = (): HTMLElement => document.documentElement;

const isDark = (): boolean => root().dataset["theme"] === "dark";

export function resolveSystem(): void {
  if (root().dataset["choice"] === undefined) root().dataset["choice"] = root().dataset["theme"] ?? "system";
  if (root().dataset["choice"] !== "system") return;
  root().dataset["theme"] = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function theme(element: HTMLElement): Detach {
  resolveSystem();
  const press = (): void => {
    const next = isDark() ? "light" : "dark";
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    root().dataset["theme"] = next;
    root().dataset["choice"] = next === system ? "system" : next;
    keep("theme", root().dataset["choice"] ?? "system");
    document.dispatchEvent(new CustomEvent("theme:change"));
  };
  return all(
    listen(element, "click", press),
    listen(matchMedia("(prefers-color-scheme: dark)"), "change", () => {
      resolveSystem();
      document.dispatchEvent(new CustomEvent("theme:change"));
    }),
  );
}

export function density(element: HTMLElement): Detach {
  return listen(element, "click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-value]");
    const value = button?.dataset["value"];
    if (!value) return;
    root().dataset["density"] = value;
    keep("density", value);
    for (const other of element.querySelectorAll("[data-value]"))
      other.setAttribute("aria-pressed", String(other === button));
  });
}
