// A page for tests: happy-dom put in the place of the browser. Import before anything that touches the document.
import { Window } from "happy-dom";

const window = new Window({ url: "http://localhost/" });
const wanted = [
  "window", "document", "HTMLElement", "Element", "Node", "MutationObserver", "Event", "CustomEvent", "KeyboardEvent", "MouseEvent",
  "HTMLInputElement", "HTMLDialogElement", "CSS", "XPathEvaluator", "CSSStyleSheet", "location", "FormData", "DOMParser", "history",
]; // prettier-ignore
for (const name of wanted) {
  const value = name === "window" ? window : (window as unknown as Record<string, unknown>)[name];
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

export function page(html: string): HTMLElement {
  document.body.innerHTML = html;
  return document.body.firstElementChild as HTMLElement;
}

export const tick = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

export const press = (target: EventTarget, key: string, more: KeyboardEventInit = {}): void => {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
};
