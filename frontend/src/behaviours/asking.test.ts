// The behaviours that speak to the server, with htmx's place taken by a recorder.
import { page, press, tick } from "../testing.ts";
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import htmx, { calls, triggered } from "../testing-htmx.ts";
import { board } from "./board.ts";
import { duplicateWarning } from "./duplicate-warning.ts";
import { failures } from "./failures.ts";
import { inlineEdit } from "./inline-edit.ts";
import { poll } from "./poll.ts";

const COLUMN = (id: string, cards: string): string =>
  `<section><i data-column-count></i><ol data-stage="${id}" data-stage-name="${id}">${cards}</ol></section>`;
const CARD = `<li class="card" data-id="7" data-version="3"><a class="card-title">Kerusi</a><button data-move></button></li>`;

test("a refused card goes back to its place", async () => {
  const element = page(`<div data-url="/move/">${COLUMN("new", CARD)}${COLUMN("won", "")}</div>`);
  HTMLElement.prototype.showPopover = () => undefined;
  const stop = board(element);
  (element.querySelector("[data-move]") as HTMLElement).click();
  (document.querySelectorAll(".menu-item")[1] as HTMLElement).click();
  assert.equal(element.querySelector(".card")?.parentElement?.dataset["stage"], "won");
  await tick();
  const asked = calls.at(-1);
  assert.deepEqual(asked?.options["values"], { id: "7", stage: "won", position: 0, version: "3" });
  assert.equal(element.querySelector(".card")?.parentElement?.dataset["stage"], "new");
  stop?.();
});

test("asks for duplicates once somebody has typed enough", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const form = page(`<form><input name="phone"><div data-url="/same/" data-fields="phone"></div></form>`);
  const stop = duplicateWarning(form.querySelector("div") as HTMLElement);
  const input = form.querySelector("input") as HTMLInputElement;
  const type = (text: string): void => {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    mock.timers.tick(400);
  };
  const before = calls.length;
  type("01");
  type("0123");
  type("0123 ");
  assert.equal(calls.length, before + 1);
  assert.deepEqual(calls.at(-1)?.options["values"], { phone: "0123" });
  stop?.();
  mock.timers.reset();
});

test("Esc gives the fact back", () => {
  const form = page(
    `<form class="fact is-editing" data-cancel="/fact/"><input type="text" value="a"></form>`,
  );
  inlineEdit(form);
  assert.equal(document.activeElement?.tagName, "INPUT");
  press(document.activeElement as Element, "Escape");
  assert.equal(calls.at(-1)?.url, "/fact/");
});

test("polls with the last tag", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const element = page(`<div data-seconds="15"></div>`);
  const stop = poll(element);
  mock.timers.tick(15_000);
  assert.equal(triggered.at(-1), "poll");
  const raw = new Response("", { headers: { ETag: '"1"' } });
  element.dispatchEvent(new CustomEvent("htmx:before:response", { detail: { ctx: { response: { raw } } } }));
  const request = { headers: {} as Record<string, string> };
  element.dispatchEvent(new CustomEvent("htmx:config:request", { detail: { ctx: { request } } }));
  assert.equal(request.headers["If-None-Match"], '"1"');
  stop?.();
  mock.timers.reset();
});

test("a refusal swaps nothing and says so", () => {
  const body = page(`<div><template data-failure="403"><p>No</p></template><div id="toasts"></div></div>`);
  const stop = failures(body);
  assert.ok((htmx.config["noSwap"] as number[]).includes(403));
  document.dispatchEvent(
    new CustomEvent("htmx:before:response", { detail: { ctx: { response: { status: 403 } } } }),
  );
  assert.equal(document.getElementById("toasts")?.textContent, "No");
  stop?.();
});
