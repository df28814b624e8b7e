"use client";

import { useRouter } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import { describePoints } from "./describe-points.ts";
import { HeatScale } from "./heat-scale.tsx";
import { drawn } from "../../../_ui/plot.ts";
import { figureOptions } from "#lib/figures/index.ts";
import { legendOf } from "#lib/figures/legend.ts";
import type { Figure } from "#lib/figures/figure.ts";

const gap = 28;

/** A panel is at least this wide where there is room, pixels. */
const minWidth: Record<Figure["kind"], number> = {
  "heat-map": 330,
  bands: 400,
  lines: 400,
  intervals: 400,
};

/** How many panels stand in a row: as many as fit, but not three and a lonely fourth. */
function perRow(panels: number, width: number, min: number): number {
  const max = Math.max(1, Math.min(panels, 3, Math.floor((width + gap) / (min + gap))));
  return panels === 4 && max === 3 ? 2 : max;
}

/**
 * A figure of the study: its panels drawn in the browser at the width there is, its values on hover and
 * by keyboard (Tab into a panel, then arrow keys).
 */
export function BlockFigure({ figure: given, name }: { figure: Figure; name: string }) {
  // A refresh of the page brings an equal figure as a new object, which must not be drawn again
  // under the reader's pointer.
  const text = JSON.stringify(given);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- `given` is what `text` says
  const figure = useMemo(() => given, [text]);
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [hint, setHint] = useState<{ text: string; left: number; top: number } | null>(null);
  const router = useRouter();
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const before = useMemo(() => figureOptions(figure, 360), [figure]);
  const across = perRow(before.length, width || 1100, minWidth[figure.kind]);
  const panelWidth = Math.floor((width - gap * (across - 1)) / across);
  useEffect(() => {
    const element = frame.current;
    if (!element || panelWidth <= 0) return;
    const places = [...element.querySelectorAll<HTMLElement>("[data-panel]")];
    const ends = figureOptions(figure, panelWidth).map(({ options }, at) => {
      const drawing = drawn(options);
      const place = places[at];
      const focused = place
        ? [...place.querySelectorAll("[data-point]")].indexOf(document.activeElement ?? place)
        : -1;
      place?.replaceChildren(drawing);
      place?.style.removeProperty("min-height");
      return describePoints(drawing, {
        columns: figure.kind === "heat-map" ? (figure.panels[at]?.columns.length ?? 1) : 1,
        focused,
        open: (href) => router.push(href),
        say: (label, box) => {
          const around = element.getBoundingClientRect();
          setHint(
            label === null
              ? null
              : {
                  text: label,
                  left: Math.min(Math.max(box.left + box.width / 2 - around.left, 90), around.width - 90),
                  top: box.top - around.top - 8,
                },
          );
        },
      });
    });
    return () => ends.forEach((end) => end());
  }, [figure, panelWidth, router]);

  const legend = legendOf(figure);
  return (
    <figure aria-label={name}>
      {legend.length > 0 && (
        <ul className="mb-3 flex flex-wrap gap-x-5 gap-y-1 text-sm text-muted">
          {legend.map(({ name: series, colour, dash }) => (
            <li key={series} className="flex items-center gap-2">
              <svg aria-hidden width="22" height="8">
                <line
                  x1="1"
                  x2="21"
                  y1="4"
                  y2="4"
                  stroke={colour}
                  strokeWidth="2.5"
                  strokeLinecap="round"
                  {...(dash && { strokeDasharray: dash })}
                />
              </svg>
              {series}
            </li>
          ))}
        </ul>
      )}
      <div ref={frame} className="relative" onKeyDown={(event) => event.key === "Escape" && setHint(null)}>
        <div
          className="grid gap-y-7"
          style={{ gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))`, columnGap: gap }}
        >
          {before.map(({ title, options }, at) => (
            <div key={`${at} ${title}`} className="min-w-0">
              {title && <h3 className="mb-1.5 text-sm font-medium">{title}</h3>}
              <div
                data-panel
                style={{ minHeight: options.height }}
                className="relative overflow-x-auto overflow-y-hidden [&>svg]:max-w-none [&_[data-point]]:outline-none [&_[data-point]:focus-visible_:is(rect,circle)]:[stroke-width:3] [&_[data-point]:focus-visible_:is(rect,circle)]:stroke-ink [&_:is(rect,circle)[data-point]:focus-visible]:[stroke-width:3] [&_:is(rect,circle)[data-point]:focus-visible]:stroke-ink [&_a_rect:hover]:stroke-ink"
              />
            </div>
          ))}
        </div>
        {hint && (
          <div
            aria-hidden
            className="pointer-events-none absolute z-20 w-max max-w-60 -translate-x-1/2 -translate-y-full rounded-control bg-ink px-2.5 py-1.5 text-xs leading-snug text-bg tabular-nums shadow-lg"
            style={{ left: hint.left, top: hint.top }}
          >
            {hint.text}
          </div>
        )}
      </div>
      {figure.kind === "heat-map" && <HeatScale figure={figure} />}
    </figure>
  );
}
