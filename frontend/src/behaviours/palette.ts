// The palette: Ctrl/⌘-K or / opens it, arrows choose, Enter goes. Without script the box is a link to the search page.
// <dialog data-behaviour="palette"><form><input …></form><div role="listbox">…</div><template data-palette-start>…</template></dialog>
import { all, type Detach, listen } from "../behaviours.ts";

export function palette(element: HTMLElement): Detach | undefined {
  const dialog = element as HTMLDialogElement;
  const input = dialog.querySelector<HTMLInputElement>("input");
  const results = dialog.querySelector<HTMLElement>("[role=listbox]");
  const first = dialog.querySelector<HTMLTemplateElement>("[data-palette-start]");
  if (!input || !results) return undefined;
  let back: HTMLElement | null = null;
  const items = (): HTMLElement[] => [...results.querySelectorAll<HTMLElement>("[role=option]")];
  const choose = (at: number): void =>
    items().forEach((item, index) => {
      item.id ||= `palette-item-${index}`;
      item.setAttribute("aria-selected", String(index === at));
      if (index !== at) return;
      item.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", item.id);
    });
  const chosen = (): number => items().findIndex((item) => item.getAttribute("aria-selected") === "true");
  const begin = (): void => {
    if (first) results.replaceChildren(first.content.cloneNode(true));
    choose(0);
  };
  const open = (): void => {
    if (dialog.open) return;
    back = document.activeElement as HTMLElement | null;
    input.value = "";
    begin();
    dialog.showModal();
    input.focus();
  };
  return all(
    listen(document, "palette:open", open),
    listen(document, "click", (event) => {
      if (!(event.target as Element).closest("[data-open-palette]")) return;
      event.preventDefault();
      open();
    }),
    listen(dialog, "click", (event) => event.target === dialog && dialog.close()),
    listen(dialog, "close", () => back?.focus()),
    listen(input, "input", () => input.value.trim() || begin()),
    listen(dialog, "htmx:after:swap", () => (input.value.trim() ? choose(0) : begin())),
    listen(input, "keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const count = items().length;
      if (by && count) choose((chosen() + by + count) % count);
      else if (event.key === "Enter" && chosen() >= 0) items()[chosen()]?.click();
      else return;
      event.preventDefault();
    }),
  );
}
