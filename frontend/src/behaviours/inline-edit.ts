// A fact that turns into a field and back; Esc restores, Enter saves, focus stays on the row.
// <div class="fact" data-behaviour="inline-edit"> … <button class="fact-edit" hx-get="…">
// <form class="fact is-editing" data-behaviour="inline-edit" data-cancel="/fact/" hx-post="…"><input …></form>
import htmx from "htmx.org/dist/htmx.esm.js";
import { type Detach, listen } from "../behaviours.ts";

let returning = false;

export function inlineEdit(element: HTMLElement): Detach | undefined {
  if (!element.classList.contains("is-editing")) {
    if (returning) element.querySelector<HTMLElement>(".fact-edit")?.focus();
    returning = false;
    return undefined;
  }
  const field = element.querySelector<HTMLInputElement>("input:not([type=hidden]), select, textarea");
  field?.focus();
  if (field instanceof HTMLInputElement && field.type === "text") field.select();
  returning = true;
  return listen(element, "keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      void htmx.ajax("GET", element.dataset["cancel"] ?? "", { target: element, swap: "outerHTML" });
    }
    if (event.key === "Enter" && field?.tagName === "SELECT") {
      event.preventDefault();
      (element as HTMLFormElement).requestSubmit();
    }
  });
}
