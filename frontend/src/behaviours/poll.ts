// Asks again every few seconds while the page is looked at; an unchanged answer (304) costs nothing.
// <div data-behaviour="poll" hx-get="/inbox/list/" hx-trigger="poll" data-seconds="15">…</div>
import htmx from "htmx.org/dist/htmx.esm.js";
import { all, type Detach, listen } from "../behaviours.ts";

interface Context {
  ctx: { request: { headers: Record<string, string>; cache?: string }; response?: { raw: Response } };
}

export function poll(element: HTMLElement): Detach {
  let tag = "";
  const ask = (): void => {
    const busy =
      element.contains(document.activeElement) && document.activeElement?.matches("input, textarea, select");
    if (!document.hidden && !busy) htmx.trigger(element, "poll");
  };
  const timer = setInterval(ask, Number(element.dataset["seconds"] ?? 15) * 1000);
  const detail = (event: Event): Context => (event as CustomEvent<Context>).detail;
  return all(
    listen(element, "htmx:config:request", (event) => {
      const { request } = detail(event).ctx;
      request.cache = "no-store";
      request.headers["X-Background"] = "1";
      if (tag) request.headers["If-None-Match"] = tag;
    }),
    listen(element, "htmx:before:response", (event) => {
      tag = detail(event).ctx.response?.raw.headers.get("ETag") ?? tag;
    }),
    listen(document, "visibilitychange", ask),
    () => clearInterval(timer),
  );
}
