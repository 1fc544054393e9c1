// A native dialog and the button that opens it; focus returns to the button.
// One that arrives with data-open-now opens by itself.
// <button data-behaviour="open-dialog" data-dialog="merge">…</button> <dialog id="merge" data-behaviour="dialog">…<button data-close>
import { type Detach, listen } from "../behaviours.ts";

export function openDialog(element: HTMLElement): Detach {
  return listen(element, "click", (event) => {
    const target = document.getElementById(element.dataset["dialog"] ?? "") as HTMLDialogElement | null;
    if (!target || target.open) return;
    if (!element.hasAttribute("hx-get")) event.preventDefault();
    target.addEventListener("close", () => element.focus(), { once: true });
    target.showModal();
  });
}

export function dialog(element: HTMLElement): Detach {
  const it = element as HTMLDialogElement;
  if (it.hasAttribute("data-open-now") && !it.open) it.showModal();
  return listen(it, "click", (event) => {
    const target = event.target as Element;
    if (target === it || target.closest("[data-close]")) it.close();
  });
}
