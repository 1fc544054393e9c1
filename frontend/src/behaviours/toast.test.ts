import { page } from "../testing.ts";
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { toast } from "./toast.ts";

test("counts down, then leaves; the cross ends it at once", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const box = page(
    `<div><p id="t" data-seconds="3"><i data-seconds-left data-pattern="%(count)d s">3 s</i><button data-close></button></p></div>`,
  );
  const element = box.querySelector("#t") as HTMLElement;
  Object.defineProperty(element, "matches", { value: () => false });
  const stop = toast(element);
  mock.timers.tick(1000);
  assert.equal(element.querySelector("i")?.textContent, "2 s");
  mock.timers.tick(2000);
  assert.equal(element.isConnected, false);
  stop?.();
  mock.timers.reset();
});
