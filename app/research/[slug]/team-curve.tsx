"use client";

import { useEffect } from "react";
import { percent, whole } from "../../_ui/format.ts";
import { drawn } from "../../_ui/plot.ts";
import { useWidth } from "../../_ui/use-width.ts";
import { type TeamCurvePoint, teamCurveFigure } from "#lib/figures/team-curve.ts";

/** Team accuracy as labels came in; drawn in the browser, and said in words. */
export function TeamCurve({ points, machine }: { points: readonly TeamCurvePoint[]; machine: number }) {
  const { frame, width } = useWidth();
  useEffect(() => {
    if (width > 0) frame.current?.replaceChildren(drawn(teamCurveFigure(points, machine, width)));
  }, [points, machine, width, frame]);
  const [first, last] = [points[0], points.at(-1)];
  return (
    <figure>
      <div ref={frame} className="h-60" aria-hidden />
      <figcaption className="mt-4 flex flex-wrap gap-x-6 gap-y-1 text-sm text-muted tabular-nums">
        <span className="flex items-center gap-2">
          <span aria-hidden className="w-5 border-t-2 border-accent" />
          {first && last && last.labels > 0
            ? `Team: ${percent(first.team, 2)} before the first label, ${percent(last.team, 2)} after ${whole(last.labels)}`
            : "Team, from the first label on"}
        </span>
        <span className="flex items-center gap-2">
          <span aria-hidden className="w-5 border-t-2 border-dashed border-machine" />
          Machine alone: {percent(machine, 2)}
        </span>
      </figcaption>
    </figure>
  );
}
