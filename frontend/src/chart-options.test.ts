import assert from "node:assert/strict";
import { test } from "node:test";
import { type ChartData, options } from "./chart-options.ts";

const data: ChartData = {
  axis: "Day",
  labels: ["1", "2"],
  series: [
    { name: "Nov", values: [1, null] },
    { name: "Target", role: "target", values: [2, 4] },
  ],
};

test("draws on the theme's colours, the target dashed, the tooltip without HTML", () => {
  const made = options("line", data, (name) => name) as {
    series: { lineStyle: { type: string; color: string } }[];
    tooltip: { renderMode: string };
  };
  assert.equal(made.series[0]?.lineStyle.color, "--c1");
  assert.equal(made.series[1]?.lineStyle.type, "dashed");
  assert.equal(made.tooltip.renderMode, "richText");
});

test("names two lines that end together above and below their ends", () => {
  const both: ChartData = {
    axis: "Day",
    labels: ["1", "2"],
    series: [
      { name: "Now", values: [1, 5] },
      { name: "Before", role: "comparison", values: [2, 9] },
    ],
  };
  const made = options("line", both, (name) => name) as { series: { endLabel: { offset: number[] } }[] };
  assert.deepEqual(
    made.series.map((it) => Math.sign(it.endLabel.offset[1] ?? 0)),
    [1, -1],
  );
});
