// The response clock: words and ring follow the time; from an hour on only hours are said.
// <span data-behaviour="countdown" data-due="2026-11-24T10:30:00+08:00" data-window="1800" data-left="%(time)s left"
//   data-over="%(time)s over" data-hour="%(count)d h" data-minute="%(count)d min"><span class="clock-words"></span><svg>…</svg></span>
import { type Detach, fill } from "../behaviours.ts";

export function words(seconds: number, texts: DOMStringMap): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const hours = Math.floor(minutes / 60);
  const time = hours
    ? fill(texts["hour"] ?? "", { count: hours })
    : fill(texts["minute"] ?? "", { count: minutes });
  return fill((seconds < 0 ? texts["over"] : texts["left"]) ?? "", { time });
}

export function countdown(element: HTMLElement): Detach {
  const due = Date.parse(element.dataset["due"] ?? "");
  const span = Number(element.dataset["window"]);
  const draw = (): void => {
    const left = (due - Date.now()) / 1000;
    if (Math.abs(left) > 24 * 3600) return;
    const share = left < 0 ? 100 : Math.max(2, Math.min(100, Math.round((100 * left) / span)));
    element.classList.toggle("is-over", left < 0);
    element.querySelector(".clock-words")?.replaceChildren(words(left, element.dataset));
    element.querySelector(".clock-rest")?.setAttribute("stroke-dasharray", `${share} ${100 - share}`);
  };
  const timer = setInterval(draw, 15_000);
  return () => clearInterval(timer);
}
