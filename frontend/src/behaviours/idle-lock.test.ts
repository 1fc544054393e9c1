import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { page } from "../testing.ts";
import { idleLock } from "./idle-lock.ts";

test("locks when nobody has touched the page for so long, and not before", () => {
  mock.timers.enable({ apis: ["setInterval", "Date"] });
  const form = page('<form data-seconds="120"></form>') as HTMLFormElement;
  let sent = 0;
  form.submit = () => void (sent += 1);
  const detach = idleLock(form);

  mock.timers.tick(100_000);
  document.dispatchEvent(new Event("keydown"));
  mock.timers.tick(119_000);
  assert.equal(sent, 0);
  mock.timers.tick(1_000);
  assert.equal(sent, 1);

  detach();
  mock.timers.reset();
});
