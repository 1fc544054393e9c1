// The keys of every page, on <body>. Rows are [data-row] with a .row-open or .card-title link; buttons carry data-key.
import { type Detach, listen } from "../behaviours.ts";

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));

const isShown = (element: HTMLElement): boolean => element.getClientRects().length > 0;

export function rows(root: ParentNode = document): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>("[data-row]")];
}

export const current = (): HTMLElement | null =>
  document.activeElement?.closest<HTMLElement>("[data-row]") ??
  document.querySelector<HTMLElement>("[data-row][data-current]");

const linkOf = (row: HTMLElement): HTMLElement | null =>
  row.querySelector<HTMLElement>(".row-open, .card-title");

export function step(by: number): void {
  const list = rows();
  const now = current();
  const at = now ? list.indexOf(now) : by > 0 ? -1 : list.length;
  const next = list[Math.max(0, Math.min(list.length - 1, at + by))];
  if (!next) return;
  list.forEach((row) => row.toggleAttribute("data-current", row === next));
  linkOf(next)?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function press(key: string): boolean {
  const row = current();
  const inRow = row?.querySelector<HTMLElement>(`[data-row-key="${CSS.escape(key)}"]`);
  const buttons = [...document.querySelectorAll<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)].filter(
    isShown,
  );
  const button = inRow ?? buttons[0];
  button?.click();
  return Boolean(button);
}

const openDialog = (id: string): void => {
  const dialog = document.getElementById(id) as HTMLDialogElement | null;
  if (dialog && !dialog.open) dialog.showModal();
};

function onRow(key: string): boolean {
  const row = current();
  if (!row) return false;
  if (key === "x") row.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
  else if (key === "m") row.querySelector<HTMLElement>("[data-move]")?.click();
  else return false;
  return true;
}

function plain(event: KeyboardEvent): boolean {
  const { key } = event;
  if (press(key.toLowerCase())) return true;
  if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else if (key === "?") openDialog("keys-help");
  else if (key === "/") document.dispatchEvent(new CustomEvent("palette:open"));
  else if (key === "c") document.querySelector<HTMLElement>("[popovertarget=create-menu]")?.click();
  else return onRow(key);
  return true;
}

function withControl(event: KeyboardEvent): boolean {
  if (event.key.toLowerCase() === "k") document.dispatchEvent(new CustomEvent("palette:open"));
  else if (event.key === "Enter") document.activeElement?.closest("form")?.requestSubmit();
  else return false;
  return true;
}

export function keys(element: HTMLElement): Detach {
  return listen(element, "keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const control = event.ctrlKey || event.metaKey;
    if (!control && (typing(event.target) || document.querySelector("dialog[open]"))) return;
    if (control ? withControl(event) : plain(event)) event.preventDefault();
  });
}
