// Shows what is asked after a tap, and goes on with the tap: a phone or chat link, then what became of it.
// <a href="tel:…" data-behaviour="reveal" data-reveal="after-call">…</a> <form id="after-call" hidden>…</form>
import { type Detach, listen } from "../behaviours.ts";

export function reveal(element: HTMLElement): Detach {
  return listen(element, "click", () => {
    const target = document.getElementById(element.dataset["reveal"] ?? "");
    if (!target) return;
    target.hidden = false;
    target.scrollIntoView({ block: "nearest" });
  });
}
