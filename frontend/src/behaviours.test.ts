import { page, tick } from "./testing.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, start } from "./behaviours.ts";

test("attaches what is there and what arrives, detaches what leaves", async () => {
  page(`<main><p data-behaviour="mine"></p></main>`);
  const seen: string[] = [];
  const observer = start({ mine: (it) => (seen.push("in"), () => seen.push(`out ${it.tagName}`)) });
  assert.deepEqual(seen, ["in"]);
  document.querySelector("main")?.insertAdjacentHTML("beforeend", `<b data-behaviour="mine other"></b>`);
  await tick();
  document.querySelector("p")?.remove();
  await tick();
  observer.disconnect();
  assert.deepEqual(seen, ["in", "in", "out P"]);
});

test("fills named places of a text", () => {
  assert.equal(fill("%(count)d of %(total)s, %(other)s", { count: 2, total: 5 }), "2 of 5, %(other)s");
});
