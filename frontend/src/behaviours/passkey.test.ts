import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "../testing.ts";
import { bytes, passkey, text } from "./passkey.ts";

test("writes bytes as the server reads them", () => {
  const data = Uint8Array.from([251, 255, 254, 0, 1]).buffer;

  assert.equal(text(data), "-__-AAE");
  assert.deepEqual(new Uint8Array(bytes("-__-AAE")), new Uint8Array(data));
});

test("stays hidden in a browser without passkeys", () => {
  const form = page('<form><input name="credential"><div data-passkey="get" hidden></div></form>');
  const element = form.lastElementChild as HTMLElement;

  assert.equal(passkey(element), undefined);
  assert.equal(element.hidden, true);
});
