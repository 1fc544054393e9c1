// The side panel: opens when something is swapped into it, closes by its cross or Esc, gives the focus back.
// <aside id="panel" data-behaviour="panel" hidden></aside>; openers carry hx-target="#panel" data-opens-panel.
import { all, type Detach, listen } from "../behaviours.ts";

export function panel(element: HTMLElement): Detach {
  let opener: HTMLElement | null = null;
  const mark = (next: HTMLElement | null): void => {
    opener?.removeAttribute("aria-expanded");
    opener?.closest("[data-row]")?.removeAttribute("data-current");
    opener = next;
    next?.setAttribute("aria-expanded", "true");
    next?.closest("[data-row]")?.setAttribute("data-current", "");
  };
  const close = (): void => {
    if (element.hidden) return;
    const back = opener;
    element.hidden = true;
    element.replaceChildren();
    mark(null);
    if (back?.isConnected) back.focus();
  };
  const openedBy = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLElement>("[data-opens-panel]");
    if (button && !element.contains(button)) mark(button);
  };
  const filled = new MutationObserver(() => {
    if (element.hidden === (element.childElementCount === 0)) return;
    element.hidden = element.childElementCount === 0;
    element.scrollTop = 0;
    if (!element.hidden) element.focus({ preventScroll: true });
  });
  filled.observe(element, { childList: true });
  return all(
    listen(document, "click", openedBy),
    () => filled.disconnect(),
    listen(element, "click", (event) => {
      if ((event.target as Element).closest("[data-close-panel]")) close();
    }),
    listen(document, "panel:close", close),
    listen(document, "keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (document.querySelector("dialog[open], :popover-open")) return;
      close();
    }),
  );
}
