// ECharts in the parts that are used; loaded only by pages that draw.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { start } from "./behaviours.ts";
import { chartWith, type Drawing } from "./behaviours/chart.ts";
import { type ChartData, type Kind, options } from "./chart-options.ts";

use([BarChart, LineChart, GridComponent, TooltipComponent, LabelLayout, CanvasRenderer]);

function draw(canvas: HTMLElement, kind: Kind, data: ChartData): Drawing {
  const chart = init(canvas, undefined, { renderer: "canvas" });
  const redraw = (): void => {
    const style = getComputedStyle(canvas);
    chart.resize();
    chart.setOption(options(kind, data, (name) => style.getPropertyValue(name).trim()));
  };
  chart.on("click", ({ dataIndex }) => {
    const url = data.links?.[dataIndex];
    if (url) location.assign(url);
  });
  redraw();
  void document.fonts?.ready.then(redraw);
  return { redraw, dispose: () => chart.dispose() };
}

start({ chart: chartWith(draw) });
