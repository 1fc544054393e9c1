// Sends its form when nobody has touched the page for so long: <form data-behaviour="idle-lock" data-seconds="300" hidden>
import { all, type Detach, listen } from "../behaviours.ts";

const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

export function idleLock(element: HTMLElement): Detach {
  const rest = Number(element.dataset["seconds"]) * 1000;
  let since = Date.now();
  const touched = (): void => void (since = Date.now());
  const look = (): void => {
    if (Date.now() - since < rest) return;
    clearInterval(timer);
    (element as HTMLFormElement).submit();
  };
  const timer = setInterval(look, 1000);
  return all(
    ...TOUCHES.map((name) => listen(document, name, touched, { passive: true })),
    listen(document, "visibilitychange", look),
    () => clearInterval(timer),
  );
}
