import { counted } from "#lib/study/data/evaluated.ts";
import { formatCell } from "#lib/figures/format.ts";
import { machineCells, machineColumns, toneOf } from "#lib/study/accuracy/rater-cells.ts";
import type { Cell } from "#lib/figures/table.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { type Block, refusal } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import { sharesOf } from "#lib/study/accuracy/shares.ts";
import { type Study, type StudyRater, aggregateOf } from "#lib/study/data/study.ts";

/** Without gold: how often each rater says what most people say, under a name that promises no more. */
export function agreement(study: Study, settings: StudySettings): Block {
  const head = {
    id: "agreement",
    title: "Agreement with the aggregate",
    definition: [
      "No gold label is known here, so nobody's accuracy can be measured. In its place: the share of items on which a rater says the same as the aggregate of all people, over the items that both answered.",
      "This is not accuracy. The people are part of the aggregate and agree with it for that reason alone; a machine that learnt from the same people's answers also leans towards it; and where the aggregate is wrong, agreeing with it is wrong too.",
      `Intervals hold 95 % of ${counted(settings.resamples)} bootstrap resamples of the items.`,
    ],
  };
  const aggregate = aggregateOf(study);
  if (!aggregate)
    return refusal(head, "No item has a gold label, and there is no aggregate of people to compare with.");
  const shares = sharesOf(settings);
  const rows = study.raters.flatMap((rater) => {
    if (rater === aggregate) return [];
    let n = 0;
    let same = 0;
    for (let i = 0; i < study.n; i++) {
      if (rater.answers[i]! < 0 || aggregate.answers[i]! < 0) continue;
      n++;
      same += +(rater.answers[i] === aggregate.answers[i]);
    }
    const estimate = shares(same, n);
    return estimate ? [{ rater, n, estimate }] : [];
  });
  if (rows.length === 0)
    return refusal(head, "No item has a gold label, and nobody shares an item with the aggregate.");
  return {
    ...head,
    items: "items that the rater and the aggregate answered; no gold label is known",
    body: {
      kind: "figure",
      figure: {
        kind: "intervals",
        x: { name: "agreement with the aggregate", format: "percent" },
        rows: rows.map(({ rater, estimate }) => ({ name: rater.name, tone: toneOf(rater), estimate })),
      },
      table: {
        columns: [
          { name: "Rater", format: "text" },
          { name: "Kind", format: "text" },
          { name: "Agreement", format: "percent" },
          { name: "Items", format: "count" },
          ...machineColumns,
        ],
        rows: rows.map(({ rater, n, estimate }): Cell[] => [
          rater.name,
          rater.kind,
          estimate,
          n,
          ...machineCells(rater),
        ]),
      },
    },
    reading: readingOf(rows),
  };
}

function readingOf(rows: readonly { rater: StudyRater; estimate: Estimate }[]): string {
  const machines = rows.filter(({ rater }) => rater.kind === "machine");
  if (machines.length === 0) return "";
  const most = machines.reduce((top, one) => (top.estimate.value >= one.estimate.value ? top : one));
  return `Of the machines, ${most.rater.name} agrees with the aggregate most: ${formatCell(most.estimate.value, "percent")}.`;
}
