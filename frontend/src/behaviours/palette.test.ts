import { page, press } from "../testing.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { palette } from "./palette.ts";

test("opens, walks by arrows, goes by Enter, gives the focus back", () => {
  page(`<div><a href="#" data-open-palette>Find</a><dialog><form><input></form><div role="listbox"></div>
    <template data-palette-start><a role="option" href="#1">1</a><a role="option" href="#2">2</a></template></dialog></div>`);
  const dialog = document.querySelector("dialog") as HTMLDialogElement;
  const opener = document.querySelector("a") as HTMLElement;
  const stop = palette(dialog);
  opener.focus();
  opener.click();
  assert.equal(dialog.open, true);
  const input = dialog.querySelector("input") as HTMLInputElement;
  press(input, "ArrowDown");
  assert.equal(dialog.querySelector("[aria-selected=true]")?.textContent, "2");
  let went = "";
  dialog.addEventListener("click", (event) => (went = (event.target as Element).textContent ?? ""));
  press(input, "Enter");
  assert.equal(went, "2");
  dialog.close();
  assert.equal(document.activeElement, opener);
  stop?.();
});
