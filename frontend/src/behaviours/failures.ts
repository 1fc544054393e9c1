// Answers that must not replace a row: refused, gone, broken, no signal. A toast says so; a conflict opens in the panel.
// <body data-behaviour="failures"> … <template data-failure="403 404 500 offline">…toast…</template>
import htmx from "htmx.org/dist/htmx.esm.js";
import { all, type Detach, listen } from "../behaviours.ts";

interface Context {
  ctx: { target: Element | null; select?: string; swap?: string; response?: { status: number } };
}

const NOT_SWAPPED = [403, 404, 500, 502, 503, 504];

function show(element: HTMLElement, kind: string): void {
  const known = [...element.querySelectorAll<HTMLTemplateElement>("template[data-failure]")];
  const found = known.find((it) => it.dataset["failure"]?.split(" ").includes(kind));
  if (found) document.getElementById("toasts")?.append(found.content.cloneNode(true));
}

export function failures(element: HTMLElement): Detach {
  htmx.config["noSwap"] = [204, 304, ...NOT_SWAPPED];
  return all(
    listen(document, "htmx:before:response", (event) => {
      const { ctx } = (event as unknown as CustomEvent<Context>).detail;
      const status = ctx.response?.status ?? 0;
      if (NOT_SWAPPED.includes(status)) show(element, String(Math.min(status, 500)));
      if (status !== 409) return;
      ctx.target = document.getElementById("panel");
      ctx.select = ".conflict";
      ctx.swap = "innerHTML";
    }),
    listen(document, "htmx:error", (event) => {
      const { ctx } = (event as unknown as CustomEvent<Context>).detail;
      if (!ctx?.response) show(element, "offline");
    }),
  );
}
