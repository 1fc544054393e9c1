// Asks the server whether such a record exists while somebody types.
// <form>… <div data-behaviour="duplicate-warning" data-url="/duplicates/" data-fields="full_name phone email"></div></form>
import htmx from "htmx.org/dist/htmx.esm.js";
import { type Detach, listen } from "../behaviours.ts";

const WAIT = 400;

export function duplicateWarning(element: HTMLElement): Detach | undefined {
  const form = element.closest("form");
  if (!form) return undefined;
  const names = (element.dataset["fields"] ?? "").split(/\s+/);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = "";
  const ask = (): void => {
    const data = new FormData(form);
    const values = Object.fromEntries(names.map((name) => [name, String(data.get(name) ?? "").trim()]));
    const key = JSON.stringify(values);
    if (key === asked) return;
    asked = key;
    if (!Object.values(values).some((value) => value.length > 2)) return element.replaceChildren();
    void htmx.ajax("GET", element.dataset["url"] ?? "", { target: element, swap: "innerHTML", values });
  };
  const stop = listen(form, "input", (event) => {
    if (!names.includes((event.target as HTMLInputElement).name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
