"use client";

import * as Plot from "@observablehq/plot";
import { useEffect, useRef, useState } from "react";
import { percent } from "../../_ui/format.ts";
import { teamCurveFigure } from "#lib/figures/team-curve.ts";

/** Team accuracy as labels came in; drawn in the browser, told in words as well. */
export function TeamCurve({
  points,
  machine,
}: {
  points: readonly { labels: number; team: number }[];
  machine: number;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (width === 0) return;
    const figure = Plot.plot(teamCurveFigure(points, machine, width));
    figure.setAttribute("aria-hidden", "true");
    frame.current?.replaceChildren(figure);
  }, [points, machine, width]);
  const [first, last] = [points[0], points.at(-1)];
  return (
    <figure>
      <div ref={frame} className="min-h-[220px]" />
      <figcaption className="mt-1 text-sm text-muted">
        {first && last && last.labels > 0
          ? `From ${percent(first.team, 2)} without people to ${percent(last.team, 2)} after ${last.labels} answers. The dashed line is the machine alone.`
          : "It begins with the first answer. The dashed line is the machine alone."}
      </figcaption>
    </figure>
  );
}
