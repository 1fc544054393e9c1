// What a chart looks like, as ECharts options: three grid lines, names at the end of their lines, the target dashed.
export type Kind = "line" | "column" | "bar";
export interface Series {
  name: string;
  values: (number | null)[];
  role?: "" | "target" | "comparison";
  end?: string;
}
export interface ChartData {
  axis: string;
  labels: string[];
  series: Series[];
  unit?: string;
  links?: string[];
}
export type Colour = (name: string) => string;

const FONT = '"Inter Variable", Inter, system-ui, sans-serif';

const colourOf = (series: Series, index: number, colour: Colour): string => {
  if (series.role === "target") return colour("--ink-2");
  if (series.role === "comparison") return colour("--c5");
  return colour(`--c${(index % 4) + 1}`);
};

const lastOf = (series: Series): number => series.values.findLastIndex((value) => value !== null);

/** A line that ends before the edge is named above its end, the target above; of two that end together, each on its own side. */
function placeOfName(series: Series, all: readonly Series[]): object {
  const last = lastOf(series);
  const hasRoom = last < series.values.length - 1;
  const other = all.find((it) => it !== series && it.role !== "target" && lastOf(it) === last);
  const isBelow =
    other !== undefined && series.role !== "target" && (series.values[last] ?? 0) < (other.values[last] ?? 0);
  if (isBelow) return { align: "right", offset: [-2, 14] };
  if (series.role === "comparison" && hasRoom) return { distance: 6, offset: [0, 6] };
  return { align: "right", offset: [hasRoom ? -8 : -2, hasRoom ? -8 : -12] };
}

function lineOf(series: Series, index: number, colour: Colour, all: readonly Series[] = []): object {
  const own = colourOf(series, index, colour);
  const isMain = !series.role;
  const last = lastOf(series);
  return {
    type: "line",
    name: series.name,
    data: series.values.map((value, at) =>
      at === last ? { value, symbol: isMain ? "circle" : "none", symbolSize: 7 } : { value, symbol: "none" },
    ),
    showSymbol: true,
    symbol: "none",
    lineStyle: { color: own, width: isMain ? 2 : 1.3, type: series.role === "target" ? "dashed" : "solid" },
    itemStyle: { color: own },
    endLabel: {
      show: true,
      formatter: series.end ?? series.name,
      ...placeOfName(series, all),
      color: series.role ? colour("--ink-2") : own,
      fontWeight: isMain ? 600 : 400,
      fontSize: 12,
    },
    emphasis: { disabled: true },
  };
}

function barOf(series: Series, index: number, colour: Colour): object {
  if (series.role === "target") return lineOf(series, index, colour);
  const own = colourOf(series, index, colour);
  return {
    type: "bar",
    name: series.name,
    data: series.values,
    barMaxWidth: 26,
    barGap: "12%",
    itemStyle: { color: own, borderRadius: 0 },
    emphasis: { itemStyle: { color: own } },
  };
}

export function options(kind: Kind, data: ChartData, colour: Colour): Record<string, unknown> {
  const text = { color: colour("--ink-2"), fontSize: 12, fontFamily: FONT };
  const labels = {
    type: "category",
    data: data.labels,
    inverse: kind === "bar",
    boundaryGap: kind !== "line",
    axisLine: { lineStyle: { color: colour("--ctl") } },
    axisTick: { show: false },
    axisLabel: {
      ...text,
      hideOverlap: true,
      interval: data.labels.length > 14 ? Math.ceil(data.labels.length / 5) - 1 : "auto",
      alignMinLabel: kind === "line" ? "left" : undefined,
    },
  };
  const values = {
    type: "value",
    splitNumber: 3,
    axisLabel: text,
    splitLine: { lineStyle: { color: colour("--line") } },
  };
  return {
    animation: false,
    textStyle: { fontFamily: FONT, color: colour("--ink") },
    grid: { left: 2, right: 8, top: 16, bottom: 2, containLabel: true },
    xAxis: kind === "bar" ? values : labels,
    yAxis: kind === "bar" ? labels : values,
    series: data.series.map((it, at) =>
      kind === "line" ? lineOf(it, at, colour, data.series) : barOf(it, at, colour),
    ),
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: colour("--raised"),
      borderColor: colour("--line-2"),
      borderWidth: 1,
      padding: [8, 10],
      textStyle: { color: colour("--ink"), fontSize: 12, fontFamily: FONT },
      axisPointer: { lineStyle: { color: colour("--ctl"), width: 1 } },
    },
  };
}
