// Checkboxes of a list: one, a range by Shift, the page, all results; the bar shows count and sum.
// <form data-behaviour="select-rows"><input data-select-page> <input name="id" data-minor="1480000"> … <div data-selection hidden>…</div></form>
import { all, type Detach, fill, listen } from "../behaviours.ts";

const sumText = (minor: number): string =>
  (minor / 100).toLocaleString(document.documentElement.lang || "en", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });

export function selectRows(element: HTMLElement): Detach {
  let last: HTMLInputElement | null = null;
  const part = <T extends Element = HTMLElement>(name: string): T | null =>
    element.querySelector<T>(`[data-${name}]`);
  const boxes = (): HTMLInputElement[] => [
    ...element.querySelectorAll<HTMLInputElement>('input[type="checkbox"][name]'),
  ];
  const setAll = (on: boolean): void => {
    const input = part<HTMLInputElement>("all");
    if (input) input.value = on ? "1" : "";
  };
  const draw = (): void => {
    const list = boxes();
    const chosen = list.filter((box) => box.checked);
    const everything = part<HTMLInputElement>("all")?.value === "1";
    const page = part<HTMLInputElement>("select-page");
    if (page) {
      page.checked = list.length > 0 && chosen.length === list.length;
      page.indeterminate = chosen.length > 0 && !page.checked;
    }
    const bar = part("selection");
    if (!bar) return;
    bar.hidden = chosen.length === 0;
    const count = everything ? Number(part("select-all")?.dataset["total"] ?? chosen.length) : chosen.length;
    const text = fill((count === 1 ? bar.dataset["one"] : bar.dataset["many"]) ?? "", { count });
    part("selection-count")?.replaceChildren(text);
    const sum = chosen.reduce((total, box) => total + Number(box.dataset["minor"] ?? 0), 0);
    part("selection-sum")?.replaceChildren(everything ? "…" : sumText(sum));
  };
  const range = (to: HTMLInputElement): void => {
    const list = boxes();
    const [a, b] = [list.indexOf(last ?? to), list.indexOf(to)].sort((x, y) => x - y);
    list.slice(a, (b ?? 0) + 1).forEach((box) => (box.checked = to.checked));
  };
  const set = (on: boolean): void => {
    boxes().forEach((box) => (box.checked = on));
    setAll(false);
    draw();
  };
  const onClick = (event: MouseEvent): void => {
    const target = event.target as HTMLElement;
    if (target.matches("[data-select-page]")) set((target as HTMLInputElement).checked);
    else if (target.closest("[data-select-none]")) set(false);
    else if (target.closest("[data-select-all]")) {
      set(true);
      setAll(true);
      draw();
    } else if (target.matches('input[type="checkbox"][name]')) {
      if (event.shiftKey) range(target as HTMLInputElement);
      last = target as HTMLInputElement;
      setAll(false);
      draw();
    }
  };
  draw();
  return all(
    listen(element, "click", onClick),
    listen(document, "htmx:after:swap", draw),
    listen(document, "keydown", (event) => {
      const open = document.querySelector("dialog[open], :popover-open, .panel:not([hidden])");
      if (event.key === "Escape" && !event.defaultPrevented && !open) set(false);
    }),
  );
}
