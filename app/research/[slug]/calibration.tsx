"use client";

import { useEffect } from "react";
import * as Plot from "@observablehq/plot";
import { percent, whole } from "../../_ui/format.ts";
import { drawn } from "../../_ui/plot.ts";
import { useWidth } from "../../_ui/use-width.ts";
import { base, numberAxis } from "#lib/figures/style.ts";
import type { CalibrationBin } from "#lib/teaming/reliability.ts";

/** Is the team right as often as it believes? */
export function Calibration({ bins }: { bins: readonly CalibrationBin[] }) {
  const { frame, width } = useWidth();
  const state = JSON.stringify(bins);
  useEffect(() => {
    if (width > 0) frame.current?.replaceChildren(drawn(figure(bins, width)));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- made anew each time; `state` says what is in it
  }, [state, width, frame]);
  const n = bins.reduce((sum, { accuracy }) => sum + accuracy.n, 0);
  const gap = bins.reduce(
    (sum, { belief, accuracy }) => sum + (accuracy.n / n) * Math.abs(belief - (accuracy.value ?? belief)),
    0,
  );
  return (
    <figure>
      <div ref={frame} className="h-60" aria-hidden />
      <figcaption className="mt-3 text-sm text-muted tabular-nums">
        {n === 0
          ? "No item with gold yet."
          : `On average, belief and accuracy are ${percent(gap)} apart, over ${whole(n)} items with gold. Points below the line: the team is too sure; above it, too modest.`}
      </figcaption>
    </figure>
  );
}

function figure(bins: readonly CalibrationBin[], width: number): Plot.PlotOptions {
  const points = bins.map(({ belief, accuracy }) => ({ belief, ...accuracy }));
  const least = Math.min(0.5, ...points.map(({ belief, low }) => Math.min(belief, low ?? 1)));
  const domain: [number, number] = [Math.floor(least * 10) / 10, 1];
  return {
    ...base(width),
    height: 240,
    marginLeft: 52,
    marginBottom: 40,
    x: numberAxis({ name: "belief", format: "percent" }, domain, 5),
    y: { ...numberAxis({ name: "", format: "percent" }, domain, 5), label: null, grid: true },
    marks: [
      Plot.line(
        domain.map((value) => [value, value]),
        { stroke: "var(--line-strong)", strokeDasharray: "2 3" },
      ),
      Plot.ruleX(points, { x: "belief", y1: "low", y2: "high", stroke: "var(--accent)", strokeOpacity: 0.5 }),
      Plot.dot(points, { x: "belief", y: "value", r: 4, fill: "var(--accent)" }),
    ],
  };
}
