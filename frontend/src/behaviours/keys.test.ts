import { page, press } from "../testing.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { keys, step } from "./keys.ts";

const LIST = `<div id="list"><p data-row><a class="row-open" href="#1">1</a><button data-row-key="r">R</button></p><p data-row><a class="row-open" href="#2">2</a></p><input name="q"></div>`;

test("j and k walk the rows and stop at the ends", () => {
  page(LIST);
  step(1);
  step(1);
  step(1);
  assert.equal(document.activeElement?.textContent, "2");
  assert.equal(document.querySelectorAll("[data-current]").length, 1);
  step(-1);
  assert.equal(document.activeElement?.textContent, "1");
});

test("a row's own key acts on the current row, never while somebody types", () => {
  const list = page(LIST);
  let clicks = 0;
  list.querySelector("button")?.addEventListener("click", () => (clicks += 1));
  const stop = keys(list);
  step(1);
  press(document.activeElement as Element, "r");
  press(list.querySelector("input") as Element, "r");
  stop();
  assert.equal(clicks, 1);
});
