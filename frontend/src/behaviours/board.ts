// Board: cards move between columns by drag or by a menu; a refusal puts the card back.
// <div data-behaviour="board" data-url="/move/" data-moved="%(title)s moved to %(stage)s" data-refused="…" >
//   <ol class="column-cards" data-stage="4" data-stage-name="Quote sent"><li class="card" data-id="7">…</li></ol>
//   <aside class="strips"><div class="strip" data-stage="won" data-stage-name="Won">…</div></aside>
// </div>
import Sortable from "sortablejs";
import htmx from "htmx.org/dist/htmx.esm.js";
import { all, type Detach, fill, listen, say } from "../behaviours.ts";

interface Place {
  list: HTMLElement;
  before: Element | null;
}

const placeOf = (card: HTMLElement): Place => ({
  list: card.parentElement as HTMLElement,
  before: card.nextElementSibling,
});

function recount(board: HTMLElement): void {
  for (const list of board.querySelectorAll<HTMLElement>("ol[data-stage]")) {
    const count = list.parentElement?.querySelector("[data-column-count]");
    if (count) count.textContent = String(list.querySelectorAll(":scope > .card").length);
  }
}

async function send(board: HTMLElement, card: HTMLElement, list: HTMLElement, from: Place): Promise<void> {
  const position = [...list.querySelectorAll(":scope > .card")].indexOf(card);
  const title = card.querySelector(".card-title")?.textContent ?? "";
  let accepted = false;
  const note = listen(card, "htmx:before:response", (event) => {
    const detail = (event as unknown as CustomEvent<{ ctx: { response: { raw: Response } } }>).detail;
    accepted = detail.ctx.response.raw.ok;
  });
  card.classList.add("is-moving");
  const values = {
    id: card.dataset["id"],
    stage: list.dataset["stage"],
    position,
    version: card.dataset["version"] ?? "",
  };
  await htmx
    .ajax("POST", board.dataset["url"] ?? "", { source: card, target: card, swap: "none", values })
    .catch(() => undefined);
  note();
  card.classList.remove("is-moving");
  if (accepted) {
    say(fill(board.dataset["moved"] ?? "", { title, stage: list.dataset["stageName"] ?? "" }));
    if (list.matches(".strip")) card.remove();
  } else {
    from.list.insertBefore(card, from.before);
    say(fill(board.dataset["refused"] ?? "", { title }));
  }
  recount(board);
}

function moveMenu(board: HTMLElement, button: HTMLElement): void {
  const card = button.closest<HTMLElement>(".card");
  if (!card) return;
  const list = document.createElement("div");
  list.className = "menu-list";
  list.popover = "auto";
  list.setAttribute("role", "menu");
  const close = (): void => {
    list.remove();
    button.setAttribute("aria-expanded", "false");
    button.focus();
  };
  for (const target of board.querySelectorAll<HTMLElement>("[data-stage]")) {
    const item = document.createElement("button");
    item.type = "button";
    item.className = "menu-item";
    item.setAttribute("role", "menuitem");
    item.textContent = target.dataset["stageName"] ?? "";
    item.disabled = target === card.parentElement;
    item.addEventListener("click", () => {
      const from = placeOf(card);
      target.prepend(card);
      recount(board);
      close();
      void send(board, card, target, from);
    });
    list.append(item);
  }
  board.append(list);
  const at = button.getBoundingClientRect();
  list.style.top = `${Math.min(at.bottom, innerHeight - 300)}px`;
  list.style.left = `${Math.min(at.left, innerWidth - 220)}px`;
  button.setAttribute("aria-expanded", "true");
  list.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState === "closed" && list.isConnected) close();
  });
  list.addEventListener("keydown", (event) => walk(list, event));
  list.showPopover();
  list.querySelector<HTMLElement>(".menu-item:enabled")?.focus();
}

function walk(list: HTMLElement, event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...list.querySelectorAll<HTMLElement>(".menu-item:enabled")];
  const now = items.indexOf(document.activeElement as HTMLElement);
  items.at((now + step + items.length) % items.length)?.focus();
}

export function board(element: HTMLElement): Detach {
  let from: Place | undefined;
  const lists = [...element.querySelectorAll<HTMLElement>("[data-stage]")].map((list) =>
    Sortable.create(list, {
      group: "cards",
      draggable: ".card",
      animation: 120,
      ghostClass: "is-slot",
      dragClass: "is-held",
      fallbackClass: "is-held",
      forceFallback: true,
      fallbackTolerance: 4,
      delay: 180,
      delayOnTouchOnly: true,
      filter: "[data-move]",
      preventOnFilter: false,
      onStart: ({ item }) => (from = placeOf(item)),
      onMove: ({ to }) => {
        element.querySelectorAll(".is-target").forEach((it) => it.classList.remove("is-target"));
        to.classList.toggle("is-target", to.matches(".strip"));
      },
      onEnd: ({ item, to }) => {
        element.querySelectorAll(".is-target").forEach((it) => it.classList.remove("is-target"));
        recount(element);
        if (from && (from.list !== to || from.before !== item.nextElementSibling))
          void send(element, item, to, from);
      },
    }),
  );
  return all(
    listen(element, "click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-move]");
      if (button) moveMenu(element, button);
    }),
    () => lists.forEach((list) => list.destroy()),
  );
}
