// Says the progress of long work now and then, and the end of it: <div class="progress" data-behaviour="progress">
import { type Detach, say } from "../behaviours.ts";

let lastSaid = 0;

export function progress(element: HTMLElement): Detach | undefined {
  const bar = element.querySelector("[role=progressbar]");
  const counts = element.querySelector(".progress-counts")?.textContent?.trim() ?? "";
  const done = bar?.getAttribute("aria-valuenow") === bar?.getAttribute("aria-valuemax");
  if (done || Date.now() - lastSaid > 10_000) {
    lastSaid = Date.now();
    say(`${bar?.getAttribute("aria-label") ?? ""} ${counts}`);
  }
  return undefined;
}
