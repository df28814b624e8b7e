import { type SeriesStyle, styled } from "#lib/figures/style.ts";
import type { Figure } from "#lib/figures/figure.ts";

/** What the colours of a figure's lines stand for, each name once; empty where the figure names its marks itself. */
export function legendOf(figure: Figure): (SeriesStyle & { name: string })[] {
  if (figure.kind === "lines") return styled(figure.series);
  if (figure.kind !== "bands") return [];
  const styles = figure.panels.flatMap(({ series }) => styled(series));
  return styles.filter(({ name }, at) => styles.findIndex((style) => style.name === name) === at);
}
