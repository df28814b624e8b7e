import { fleissKappa, krippendorffAlpha } from "#lib/stats/agreement.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { alphaInfluence, fleissInfluence } from "#lib/stats/influence.ts";
import { intervalsSaid } from "#lib/study/beyond/agreement.ts";
import { counted, namesOf } from "#lib/study/data/evaluated.ts";
import { failedMachines, leftOutSentence } from "#lib/study/failed-machines.ts";
import { formatCell } from "#lib/figures/format.ts";
import type { Cell } from "#lib/figures/table.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { type Block, refusal } from "#lib/study/section.ts";
import { type Study, type StudyRater, machinesOf, singleHumans } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import { withoutMatrices } from "#lib/study/data/wrong-answers.ts";

/** Agreement of people, and of machines, as groups. */

/** Votes of raters by item and class [m × K], of the items with at least `least` of them. */
function votesOf(study: Study, raters: readonly StudyRater[], least: number): Uint16Array {
  const K = study.classes.length;
  const items: number[] = [];
  for (let i = 0; i < study.n; i++) {
    let n = 0;
    for (const { answers } of raters) n += +(answers[i]! >= 0);
    if (n >= least) items.push(i);
  }
  const votes = new Uint16Array(items.length * K);
  for (const { answers } of raters)
    items.forEach((item, at) => {
      if (answers[item]! >= 0) votes[at * K + answers[item]!]!++;
    });
  return votes;
}

export function groupAgreementBlock(study: Study, tallies: Tallies): Block {
  const head = {
    id: "group-agreement",
    title: "Agreement of people, and of machines, as groups",
    definition: [
      "Fleiss' kappa is for raters who all answered every item: it stands on the items that everyone named answered, and people with answers to fewer than half of the items of the busiest are left out of it. Krippendorff's alpha allows for missing answers: it is over all raters of the kind, on every item with at least two answers. Both are 1 for full agreement and 0 for chance, with chance taken from how often each class was given by the group as a whole; neither needs gold.",
      intervalsSaid,
      "Items that people were sent because a machine was unsure of them are harder than others: agreement on them is lower than it would be on all items.",
      "Beyond the study. Source: Fleiss 1971; Krippendorff 2011, Computing Krippendorff's alpha-reliability.",
    ],
  };
  const K = study.classes.length;
  const without = withoutMatrices(study);
  if (without) return refusal(head, without);
  const all = machinesOf(study);
  const failed = failedMachines(all, tallies);
  const machines = all.filter((machine) => !failed.includes(machine));
  const rows = (
    [
      ["people", singleHumans(study)],
      ["machines", machines],
    ] as const
  ).flatMap(([kind, raters]) => {
    const answered = raters.filter(({ answers }) => answers.some((answer) => answer >= 0));
    if (answered.length < 2) return [];
    const full = completeOf(answered);
    const complete = full.length < 2 ? null : votesOf(study, full, full.length);
    const shared = votesOf(study, answered, 2);
    return [
      {
        kind,
        name: "Fleiss' kappa",
        raters: full,
        n: (complete?.length ?? 0) / K,
        value: complete && withMoves(fleissKappa(complete, K), () => fleissInfluence(complete, K)),
      },
      {
        kind,
        name: "Krippendorff's alpha",
        raters: answered,
        n: shared.length / K,
        value: withMoves(krippendorffAlpha(shared, K), () => alphaInfluence(shared, K)),
      },
    ];
  });
  if (rows.every(({ value }) => value === null))
    return refusal(head, "Needs two people, or two machines, who answered the same items.");
  const alphas = rows.filter(({ name, value }) => name === "Krippendorff's alpha" && value !== null);
  return {
    ...head,
    items: "items with at least two answers; for Fleiss' kappa those that all of the raters named answered",
    body: {
      kind: "table",
      table: {
        columns: [
          { name: "Among", format: "text" },
          { name: "Measure", format: "text" },
          { name: "Value", format: "number" },
          { name: "Items", format: "count" },
          { name: "Raters", format: "count" },
          { name: "Who", format: "text" },
        ],
        rows: rows.map((row): Cell[] => [
          row.kind,
          row.name,
          row.value,
          row.n,
          row.raters.length,
          namesOf(row.raters),
        ]),
      },
    },
    reading: [
      ...alphas.map(
        ({ kind, n, value }) =>
          `Among ${kind}, alpha is ${formatCell(value, "number")} on ${counted(n)} items.`,
      ),
      leftOutSentence(failed),
    ]
      .join(" ")
      .trim(),
  };
}

/** A statistic of items with its interval. */
function withMoves(value: number | null, influence: () => Float64Array): Estimate | null {
  if (value === null) return null;
  const variance = influence().reduce((sum, influence) => sum + influence * influence, 0);
  return normalInterval(value, variance, -1, 1);
}

/** Raters with at least half as many answers as the busiest: someone with a few must not shrink the items to those. */
function completeOf(raters: readonly StudyRater[]): StudyRater[] {
  const counts = raters.map(({ answers }) => answers.reduce((n, answer) => n + +(answer >= 0), 0));
  const most = Math.max(...counts);
  return raters.filter((_, at) => counts[at]! >= most / 2);
}
