import { page, press, tick } from "../testing.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { panel } from "./panel.ts";

test("opens when filled, closes by Esc and gives the focus back", async () => {
  page(
    `<div><p data-row><a href="#" data-opens-panel>3</a></p><aside id="panel" tabindex="-1" hidden></aside></div>`,
  );
  const aside = document.getElementById("panel") as HTMLElement;
  const link = document.querySelector("a") as HTMLElement;
  const stop = panel(aside);
  link.focus();
  link.click();
  aside.innerHTML = "<div>rows</div>";
  await tick();
  assert.equal(aside.hidden, false);
  assert.equal(link.getAttribute("aria-expanded"), "true");
  document.querySelector = ((find) => (selector: string) =>
    selector.includes(":popover-open") ? null : find.call(document, selector))(
    document.querySelector,
  ) as typeof document.querySelector;
  press(document, "Escape");
  await tick();
  assert.equal(aside.hidden, true);
  assert.equal(document.activeElement, link);
  stop?.();
});
