// A form that is sent once until its answer is in: <form data-behaviour="submit-once">
import { all, type Detach, listen } from "../behaviours.ts";

export function submitOnce(element: HTMLElement): Detach {
  let sending = false;
  const show = (on: boolean): void => {
    sending = on;
    element.toggleAttribute("aria-busy", on);
    element
      .querySelectorAll('button[type="submit"]')
      .forEach((button) => button.classList.toggle("is-sending", on));
  };
  return all(
    listen(
      element,
      "submit",
      (event) => {
        if (sending) {
          event.preventDefault();
          event.stopImmediatePropagation();
        } else show(true);
      },
      { capture: true },
    ),
    listen(element, "htmx:finally:request", () => show(false)),
    listen(window, "pageshow", () => show(false)),
  );
}
