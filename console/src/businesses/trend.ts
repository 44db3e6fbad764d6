const DAY_MS = 86_400_000;
/** A calm business's line is not blown up to fill the plot. */
const LEAST_TOP = 20;

/** The line of a score that holds from each day on, and the area below it, as SVG paths. */
export function stepsOf(
  points: readonly { day: string; score: number }[],
  now: Date,
  width: number,
  height: number,
): { line: string; area: string } {
  const first = Date.parse(points[0]?.day ?? "");
  const span = Math.max(DAY_MS, now.getTime() - first);
  const top = Math.max(LEAST_TOP, ...points.map(({ score }) => score)) * 1.1;
  const round = (value: number) => Math.round(value * 10) / 10;
  const x = (day: string) => round(((Date.parse(day) - first) / span) * width);
  const y = (score: number) => round(height - (score / top) * height);
  const parts = points.map(({ day, score }, index) =>
    index === 0 ? `M${x(day)} ${y(score)}` : `H${x(day)}V${y(score)}`,
  );
  const line = `${parts.join("")}H${width}`;
  return { line, area: `${line}V${height}H0Z` };
}
