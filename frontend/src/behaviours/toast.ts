// A toast leaves after its seconds; it waits while it is pointed at or focused. Undo and the cross end it.
// <div class="toast" data-behaviour="toast" data-seconds="30">… <span data-seconds-left data-pattern="%(count)d s"></span> <button data-undo></div>
import { all, type Detach, fill, listen } from "../behaviours.ts";

const PLAIN_SECONDS = 8;

export function toast(element: HTMLElement): Detach {
  const counter = element.querySelector<HTMLElement>("[data-seconds-left]");
  let left = counter ? Number(element.dataset["seconds"] ?? 30) : PLAIN_SECONDS;
  const tick = (): void => {
    if (element.matches(":hover") || element.contains(document.activeElement)) return;
    left -= 1;
    counter?.replaceChildren(fill(counter.dataset["pattern"] ?? "%(count)d", { count: left }));
    if (left <= 0) element.remove();
  };
  const timer = setInterval(tick, 1000);
  return all(
    listen(element, "click", (event) => {
      if ((event.target as Element).closest("[data-close]")) element.remove();
    }),
    listen(element, "htmx:after:request", () => element.remove()),
    () => clearInterval(timer),
  );
}
