// Places a popover beside the button that opened it, walks it by arrows, closes it after a choice.
// <button popovertarget="more">…</button><div id="more" popover class="menu-list" data-behaviour="menu" data-place="above">…</div>
import { all, type Detach, listen } from "../behaviours.ts";

const GAP = 4;

function place(list: HTMLElement, button: Element): void {
  if (list.dataset["place"] === "none") return;
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = list;
  const above = list.dataset["place"] === "above" || at.bottom + GAP + height > innerHeight;
  const top = above ? Math.max(GAP, at.top - GAP - height) : at.bottom + GAP;
  const left = at.left + width > innerWidth - 8 ? at.right - width : at.left;
  list.style.top = `${top}px`;
  list.style.left = `${Math.max(8, left)}px`;
}

export function menu(element: HTMLElement): Detach {
  const button = (): HTMLElement | null =>
    document.querySelector(`[popovertarget="${CSS.escape(element.id)}"]`);
  const items = (): HTMLElement[] => [...element.querySelectorAll<HTMLElement>("a, button")];
  const walk = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const list = items();
    const now = list.indexOf(document.activeElement as HTMLElement);
    list.at((now + by + list.length) % list.length)?.focus();
  };
  return all(
    listen(element, "toggle", (event) => {
      const opened = (event as unknown as ToggleEvent).newState === "open";
      const opener = button();
      opener?.setAttribute("aria-expanded", String(opened));
      if (opened && opener) {
        place(element, opener);
        items()[0]?.focus();
      }
    }),
    listen(element, "keydown", walk),
    listen(element, "click", (event) => {
      if ((event.target as Element).closest(".menu-item")) element.hidePopover();
    }),
  );
}
