import { page } from "../testing.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { density, theme } from "./theme.ts";

test("turns dark and back, and keeps the choice", () => {
  Object.defineProperty(globalThis, "matchMedia", {
    value: () => Object.assign(new EventTarget(), { matches: false }),
  });
  document.documentElement.dataset["theme"] = "system";
  const button = page(`<button></button>`);
  const stop = theme(button);
  assert.equal(document.documentElement.dataset["theme"], "light");
  button.click();
  assert.equal(document.documentElement.dataset["theme"], "dark");
  assert.match(document.cookie, /jualan_theme=dark/);
  button.click();
  assert.match(document.cookie, /jualan_theme=system/);
  stop?.();
});

test("sets the row height", () => {
  const group = page(
    `<div><button data-value="compact"></button><button data-value="default"></button></div>`,
  );
  density(group);
  (group.firstElementChild as HTMLElement).click();
  assert.equal(document.documentElement.dataset["density"], "compact");
  assert.equal(group.firstElementChild?.getAttribute("aria-pressed"), "true");
});
