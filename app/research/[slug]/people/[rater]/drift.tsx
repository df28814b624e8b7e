import type { ReactNode } from "react";
import { Leading } from "../../leading.tsx";
import { BlockFigure } from "../../study/block-figure.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { whole } from "../../../../_ui/format.ts";
import { Info } from "../../../../_ui/info.tsx";
import type { PersonView } from "#db/views/person.ts";
import type { Bands } from "#lib/figures/figure.ts";
import { formatCell } from "#lib/figures/format.ts";
import type { Leads } from "#lib/items/leads.ts";
import type { Drift, Part } from "#lib/quality/drift.ts";
import { leastForChange } from "#lib/stats/change-point.ts";

const explained = [
  "Their answers in order, about a hundred a point (more, where that made over forty points). Bands are 95 % intervals: Wilson’s for shares, order statistics for the median time.",
  `Whether there is a change anywhere is one test a figure: the largest distance of the summed ranks from what they would be if the order were random (a rank CUSUM, Pettitt 1979; needs ${leastForChange} values).`,
  "A queue that asks about the least sure pictures first becomes easier by itself. A change is a question, not an answer.",
];

/** How their work changes as they go. */
export function DriftCard({ view }: { view: PersonView }) {
  if (view.parts.length < 2) return null;
  const { parts } = view.leads;
  const shares = figure("share", "percent", view.parts, [
    ["accuracy", "team", (part) => part.accuracy, (nth) => parts[nth]?.accuracy],
    ["agreement with others", "people", (part) => part.agreement, (nth) => parts[nth]?.agreement],
  ]);
  const speed = figure("median time", "ms", view.parts, [
    ["median time", "people", (part) => part.speed, () => null],
  ]);
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          As they went on
          <Info about="drift" text={explained} />
        </span>
      }
    >
      <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
        {shares.panels[0]?.series.length !== 0 && (
          <BlockFigure figure={shares} name="Accuracy and agreement as they went on" />
        )}
        {speed.panels[0]?.series.length !== 0 && (
          <BlockFigure figure={speed} name="Median time as they went on" />
        )}
      </div>
      <ul className="mt-4 flex flex-col gap-1 text-sm text-muted tabular-nums">
        {(["accuracy", "agreement", "speed"] as const).map((what) => (
          <li key={what}>{sentence(what, view.drifts[what], view.leads.drifts[what])}</li>
        ))}
      </ul>
    </Card>
  );
}

const names = { accuracy: "Accuracy", agreement: "Agreement", speed: "Time" } as const;

function sentence(what: keyof typeof names, drift: Drift | null, leads: Leads | null): ReactNode {
  if (!drift) return `${names[what]}: too few answers, or all alike, to look for a change.`;
  const p = `p = ${formatCell(drift.p, "p")}`;
  if (drift.p > 0.01) return `${names[what]}: no change that stands out (${p}, ${whole(drift.n)} answers).`;
  const way = what === "speed" ? (drift.rises ? "slower" : "faster") : drift.rises ? "higher" : "lower";
  return (
    <>
      {names[what]}: {way} <Leading leads={leads}>from about answer {whole(drift.after + 1)} on</Leading> ({p}
      , {whole(drift.n)} answers).
    </>
  );
}

type Value = { value: number | null; low: number | null; high: number | null };

function figure(
  name: string,
  format: Bands["y"]["format"],
  parts: readonly Part[],
  lines: readonly (readonly [
    name: string,
    tone: "team" | "people",
    value: (part: Part) => Value & { n?: number },
    leads: (nth: number) => Leads | null | undefined,
  ])[],
): Bands {
  const series = lines.map(([of, tone, value, leads]) => ({
    name: of,
    tone,
    line: null,
    points: parts.flatMap((part, nth) => {
      const { value: mean, low, high, n = part.to - part.from + 1 } = value(part);
      const bounded = mean !== null && low !== null && high !== null && Number.isFinite(low);
      return bounded ? [{ x: part.to, mean, low, high, n, leads: leads(nth) ?? null }] : [];
    }),
  }));
  const panel = { title: "", x: { name: "answers", format: "count" as const } };
  return {
    kind: "bands",
    y: { name, format },
    panels: [{ ...panel, series: series.filter(({ points }) => points.length > 0) }],
  };
}
