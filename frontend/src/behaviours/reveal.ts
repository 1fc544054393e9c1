// Shows what is asked after a tap, and lets the tap go on: a phone or chat link, then what became of it.
// <a href="tel:…" data-behaviour="reveal" data-reveal="after-4" [data-url="/after/"]>…</a> <div id="after-4" hidden></div>
import htmx from "htmx.org/dist/htmx.esm.js";
import { type Detach, listen } from "../behaviours.ts";

export function reveal(element: HTMLElement): Detach {
  return listen(element, "click", () => {
    const target = document.getElementById(element.dataset["reveal"] ?? "");
    if (!target) return;
    target.hidden = false;
    target.scrollIntoView({ block: "nearest" });
    const url = element.dataset["url"];
    if (url) void htmx.ajax("GET", url, { target, swap: "innerHTML" });
  });
}
