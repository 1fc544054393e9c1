import { page } from "../testing.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { selectRows } from "./select-rows.ts";

const FORM = `<form><input type="checkbox" data-select-page>${[1, 2, 3].map((id) => `<input type="checkbox" name="id" value="${id}" data-minor="${id}00050">`).join("")}
<div data-selection hidden data-one="%(count)s chosen" data-many="%(count)s chosen"><b data-selection-count></b><i data-selection-sum></i><button type="button" data-select-all data-total="412"></button><button type="button" data-select-none></button><input type="hidden" name="all" data-all value=""></div></form>`;

const get = <T extends Element = HTMLElement>(selector: string): T => document.querySelector(selector) as T;

test("counts, sums, chooses the page, all results and none", () => {
  document.documentElement.lang = "en";
  selectRows(page(FORM));
  get('[value="2"]').click();
  assert.equal(get("[data-selection]").hidden, false);
  assert.equal(get("[data-selection-sum]").textContent, "2,000.50");
  assert.equal(get<HTMLInputElement>("[data-select-page]").indeterminate, true);
  get("[data-select-page]").click();
  assert.equal(get("[data-selection-count]").textContent, "3 chosen");
  get("[data-select-all]").click();
  assert.equal(get("[data-selection-count]").textContent, "412 chosen");
  assert.equal(get<HTMLInputElement>("[data-all]").value, "1");
  get("[data-select-none]").click();
  assert.equal(get("[data-selection]").hidden, true);
  assert.equal(get<HTMLInputElement>("[data-all]").value, "");
});
