// Attaches a behaviour to every element with data-behaviour, on load and whenever an element arrives or leaves.
export type Detach = () => void;
export type Behaviour = (element: HTMLElement) => Detach | undefined;

const attached = new WeakMap<Element, Detach[]>();

const within = (root: ParentNode & Node): HTMLElement[] => {
  const found = [...root.querySelectorAll<HTMLElement>("[data-behaviour]")];
  return root instanceof HTMLElement && root.dataset["behaviour"] ? [root, ...found] : found;
};

function attach(element: HTMLElement, known: Record<string, Behaviour>): void {
  if (attached.has(element)) return;
  const detaches: Detach[] = [];
  attached.set(element, detaches);
  for (const name of (element.dataset["behaviour"] ?? "").split(/\s+/)) {
    const detach = known[name]?.(element);
    if (detach) detaches.push(detach);
  }
}

function detach(element: HTMLElement): void {
  for (const undo of attached.get(element) ?? []) undo();
  attached.delete(element);
}

export function start(known: Record<string, Behaviour>, root: HTMLElement = document.body): MutationObserver {
  for (const element of within(root)) attach(element, known);
  const observer = new MutationObserver((records) => {
    for (const record of records) {
      for (const node of record.removedNodes)
        if (node instanceof HTMLElement && !node.isConnected) within(node).forEach(detach);
      for (const node of record.addedNodes)
        if (node instanceof HTMLElement && node.isConnected) within(node).forEach((it) => attach(it, known));
    }
  });
  observer.observe(root, { childList: true, subtree: true });
  return observer;
}

/** Listens and returns the undoing of it. */
export function listen<K extends keyof HTMLElementEventMap>(
  target: EventTarget,
  name: K | (string & {}),
  handler: (event: HTMLElementEventMap[K]) => void,
  options?: AddEventListenerOptions,
): Detach {
  target.addEventListener(name, handler as EventListener, options);
  return () => target.removeEventListener(name, handler as EventListener, options);
}

export const all =
  (...detaches: Detach[]): Detach =>
  () =>
    detaches.forEach((undo) => undo());

/** Fills %(count)s or %(count)d of a text that the template passed in. */
export const fill = (pattern: string, values: Record<string, string | number>): string =>
  pattern.replace(/%\((\w+)\)[sd]/g, (whole, name: string) => String(values[name] ?? whole));

export const say = (text: string): void => {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
};
