// Copies a text: <button data-behaviour="copy" data-copy="https://…" data-done="Copied"><span>Copy</span></button>
import { type Detach, listen, say } from "../behaviours.ts";

export function copy(element: HTMLElement): Detach {
  return listen(element, "click", () => {
    void navigator.clipboard.writeText(element.dataset["copy"] ?? "").then(() => {
      const words = element.querySelector("span") ?? element;
      const before = words.textContent;
      words.textContent = element.dataset["done"] ?? before;
      say(words.textContent ?? "");
      setTimeout(() => (words.textContent = before), 2000);
    });
  });
}
