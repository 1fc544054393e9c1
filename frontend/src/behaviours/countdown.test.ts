import "../testing.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { words } from "./countdown.ts";

const texts = {
  left: "%(time)s lagi",
  over: "lewat %(time)s",
  hour: "%(count)d j",
  minute: "%(count)d min",
} as DOMStringMap;

test("says what is left and what is over in the words it was given", () => {
  assert.equal(words(740, texts), "12 min lagi");
  assert.equal(words(-500, texts), "lewat 8 min");
  assert.equal(words(7800, texts), "2 j lagi");
  assert.equal(words(7200, texts), "2 j lagi");
});
