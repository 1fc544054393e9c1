// A chart from the JSON inside its figure, drawn on a canvas; its table stands behind a switch. See charts.ts for the options.
// <figure data-behaviour="chart" data-kind="line"><div data-chart-canvas></div><div data-chart-table hidden></div><script type="application/json">
import { all, type Detach, listen } from "../behaviours.ts";
import type { ChartData, Kind } from "../chart-options.ts";

export interface Drawing {
  redraw(): void;
  dispose(): void;
}
export type Draw = (canvas: HTMLElement, kind: Kind, data: ChartData) => Drawing;

function showTable(element: HTMLElement, button: HTMLElement): void {
  const table = element.querySelector<HTMLElement>("[data-chart-table]");
  const canvas = element.querySelector<HTMLElement>("[data-chart-canvas]");
  if (!table || !canvas) return;
  table.hidden = !table.hidden;
  canvas.hidden = !table.hidden;
  button.setAttribute("aria-pressed", String(!table.hidden));
  const words = table.hidden ? button.dataset["showTable"] : button.dataset["showChart"];
  button.querySelector("span")?.replaceChildren(words ?? "");
}

export const chartWith =
  (draw: Draw) =>
  (element: HTMLElement): Detach | undefined => {
    const canvas = element.querySelector<HTMLElement>("[data-chart-canvas]");
    const json = element.querySelector('script[type="application/json"]')?.textContent;
    if (!canvas || !json) return undefined;
    const drawing = draw(canvas, (element.dataset["kind"] ?? "line") as Kind, JSON.parse(json) as ChartData);
    const button = element.querySelector<HTMLElement>("[data-chart-switch]");
    const size =
      typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(() => drawing.redraw());
    size?.observe(canvas);
    return all(
      button ? listen(button, "click", () => showTable(element, button)) : () => undefined,
      listen(document, "theme:change", () => drawing.redraw()),
      () => size?.disconnect(),
      () => drawing.dispose(),
    );
  };
