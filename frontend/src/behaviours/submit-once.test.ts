import { page } from "../testing.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { submitOnce } from "./submit-once.ts";

test("stops the second send until the answer is in", () => {
  const form = page(`<form><button type="submit">Save</button></form>`);
  submitOnce(form);
  const send = (): boolean => form.dispatchEvent(new Event("submit", { cancelable: true }));
  assert.equal(send(), true);
  assert.equal(send(), false);
  form.dispatchEvent(new CustomEvent("htmx:finally:request"));
  assert.equal(send(), true);
});
