import { type Cell, type Led, ledTable } from "#lib/figures/table.ts";
import { fleissKappa, krippendorffAlpha } from "#lib/stats/agreement.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { alphaInfluence, fleissInfluence } from "#lib/stats/influence.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import { intervalsDefinition } from "#lib/study/beyond/pair-matrix.ts";
import { groupWords } from "#lib/study/beyond/words.ts";
import { withoutFailed } from "#lib/study/data/failed.ts";
import { answeredBy, leads } from "#lib/study/data/items.ts";
import { namesOf } from "#lib/study/data/names.ts";
import { type Study, type StudyRater, answersOf, machinesOf, singleHumans } from "#lib/study/data/study.ts";
import { hasMatrices } from "#lib/study/data/wrong-answers.ts";
import type { Block } from "#lib/study/section.ts";

const alphaName = "Krippendorff's alpha";

type Row = {
  kind: "people" | "machines";
  name: string;
  raters: readonly StudyRater[];
  n: number;
  /** of the raters have answered each of the items */
  least: number;
  value: Estimate | null;
};

/** Agreement of people, and of machines, as groups. */
export function groupAgreementBlock(study: Study): Block {
  const head = {
    id: "group-agreement",
    title: "Agreement of people, and of machines, as groups",
    definition: [
      "Fleiss' kappa is for raters who all answered every item: it is over the items that everyone named answered, and leaves out raters with fewer than half as many answers as the busiest. Krippendorff's alpha allows for missing answers: it is over all raters of the kind, on every item with at least two answers. Both are 1 for full agreement and 0 for chance, with chance taken from how often each class was given by the group as a whole; neither needs gold.",
      intervalsDefinition,
      "Items that people were sent because a machine was unsure of them are harder than others: agreement on them is lower than it would be on all items.",
      "Beyond the study. Source: Fleiss 1971; Krippendorff 2011, Computing Krippendorff's alpha-reliability.",
    ],
  };
  if (!hasMatrices(study)) return refusal(head, "fewer classes");
  const rows = [
    ...rowsOf(study, "people", singleHumans(study)),
    ...rowsOf(study, "machines", machinesOf(withoutFailed(study))),
  ];
  if (rows.every(({ value }) => value === null)) return refusal(head, "group of raters");
  return {
    ...head,
    items: "items with at least two answers; for Fleiss' kappa those that all of the raters named answered",
    body: {
      kind: "table",
      table: ledTable(
        [
          { name: "Among", format: "text" },
          { name: "Measure", format: "text" },
          { name: "Value", format: "number" },
          { name: "Items", format: "count" },
          { name: "Raters", format: "count" },
          { name: "Who", format: "text" },
        ],
        rows.map(({ kind, name, value, n, least, raters }): (Cell | Led)[] => [
          kind,
          name,
          value,
          { cell: n, leads: leads(answeredBy(raters, least), n) },
          raters.length,
          namesOf(raters),
        ]),
      ),
    },
    reading: worded(
      {
        verdict: null,
        numbers: {
          alphas: rows.flatMap(({ kind, name, n, value }) =>
            name === alphaName && value ? [{ kind, items: n, alpha: value }] : [],
          ),
        },
      },
      groupWords,
    ),
    failed: [],
  };
}

/** Both statistics of a group; nothing with fewer than two raters who answered. */
function rowsOf(study: Study, kind: Row["kind"], raters: readonly StudyRater[]): Row[] {
  const K = study.classes.length;
  const answered = raters.filter((rater) => answersOf(rater) > 0);
  if (answered.length < 2) return [];
  const full = busyAmong(answered);
  const complete = full.length < 2 ? null : votesOf(study, full, full.length);
  const shared = votesOf(study, answered, 2);
  return [
    {
      kind,
      name: "Fleiss' kappa",
      raters: full,
      ...{ n: (complete?.length ?? 0) / K, least: full.length },
      value: complete && withInterval(fleissKappa(complete, K), () => fleissInfluence(complete, K)),
    },
    {
      kind,
      name: alphaName,
      raters: answered,
      ...{ n: shared.length / K, least: 2 },
      value: withInterval(krippendorffAlpha(shared, K), () => alphaInfluence(shared, K)),
    },
  ];
}

/** Votes of raters by item and class [m × K], of the items with at least `min` of them. */
function votesOf(
  { n, classes: { length: K } }: Study,
  raters: readonly StudyRater[],
  min: number,
): Uint16Array {
  const items: number[] = [];
  for (let item = 0; item < n; item++) {
    let answers = 0;
    for (const rater of raters) if (rater.answers[item] !== -1) answers++;
    if (answers >= min) items.push(item);
  }
  const votes = new Uint16Array(items.length * K);
  for (const { answers } of raters)
    for (let at = 0; at < items.length; at++) {
      const answer = answers[items[at]!]!;
      if (answer >= 0) votes[at * K + answer]!++;
    }
  return votes;
}

/** A statistic of items with its interval. */
function withInterval(value: number | null, influence: () => Float64Array): Estimate | null {
  if (value === null) return null;
  const each = influence();
  const variance = each.reduce((sum, of) => sum + of * of, 0);
  return normalInterval(value, variance, -1, 1, each.length);
}

/** Raters with at least half as many answers as the busiest: someone with a few must not shrink the items to those. */
function busyAmong(raters: readonly StudyRater[]): StudyRater[] {
  const max = Math.max(...raters.map(answersOf));
  return raters.filter((rater) => answersOf(rater) >= max / 2);
}
