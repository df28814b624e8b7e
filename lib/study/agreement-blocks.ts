import { cohenKappa, fleissKappa, krippendorffAlpha } from "#lib/stats/agreement.ts";
import { errorCorrelation } from "#lib/stats/matching.ts";
import { matrixTable } from "#lib/study/class-matrix.ts";
import { counted, namesOf } from "#lib/study/evaluated.ts";
import { failedMachines, leftOutSentence } from "#lib/study/failed-machines.ts";
import { formatCell } from "#lib/study/format.ts";
import { inOrder } from "#lib/study/rater-order.ts";
import { type Block, type Cell, type HeatMap, refusal } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import { type Study, type StudyRater, machinesOf, singleHumans } from "#lib/study/study.ts";
import { type Tallies, mostClasses } from "#lib/study/tallies.ts";
import { type PairType, pairsOf } from "#lib/study/wrong-answers.ts";

/** Agreement and common errors of raters, corrected for what chance would give. */

type PairValue = (first: StudyRater, second: StudyRater) => number | null;

/** A symmetric matrix over raters; each pair is computed once. */
function matrixOf(raters: readonly StudyRater[], value: PairValue): (number | null)[] {
  const M = raters.length;
  const values = new Array<number | null>(M * M).fill(null);
  raters.forEach((first, row) =>
    raters.slice(row + 1).forEach((second, after) => {
      const column = row + 1 + after;
      values[row * M + column] = values[column * M + row] = value(first, second);
    }),
  );
  return values;
}

function heatMapOf(
  raters: readonly StudyRater[],
  values: readonly (number | null)[],
  scale: HeatMap["scale"],
): HeatMap {
  const names = raters.map(({ name }) => name);
  return {
    ...{ kind: "heat-map", row: "rater", column: "other rater", format: "number", scale },
    panels: [{ title: "", rows: names, columns: names, values }],
  };
}

/** Means over the pairs of each type; pairs without a value are left out. */
function meansByType(
  study: Study,
  raters: readonly StudyRater[],
  values: readonly (number | null)[],
  failed: readonly StudyRater[],
): { type: PairType; mean: number; pairs: number }[] {
  const at = new Map(raters.map((rater, place) => [rater, place]));
  return (["human–human", "machine–machine", "human–machine"] as const).flatMap((type) => {
    const known = pairsOf(study, type).flatMap(([first, second]) => {
      if (failed.includes(first) || failed.includes(second)) return [];
      const [row, column] = [at.get(first), at.get(second)];
      return row === undefined || column === undefined ? [] : (values[row * raters.length + column] ?? []);
    });
    if (known.length === 0) return [];
    return [{ type, mean: known.reduce((sum, value) => sum + value, 0) / known.length, pairs: known.length }];
  });
}

const means = (of: readonly { type: PairType; mean: number }[], what: string): string =>
  of.length === 0
    ? ""
    : `Mean ${what}: ${of.map(({ type, mean }) => `${formatCell(mean, "number")} ${type}`).join(", ")}.`;

export function errorCorrelationBlock(study: Study, { order }: StudySettings, tallies: Tallies): Block {
  const head = {
    id: "error-correlation",
    title: "Correlation of errors",
    definition: [
      "The correlation φ of two raters' being right, over the items with gold that both answered: 1 where they are right and wrong on the same items, 0 where one's error says nothing about the other's, below 0 where they make up for each other. Unlike matching it takes both raters' accuracy into account, and unlike agreement it is not pushed up by easy items alone.",
      "What a team can gain comes from errors that are not shared: at equal accuracy, the lower φ, the more. The aggregate is made of the people's answers and correlates with them for that reason.",
      "Beyond the study. Source: Steyvers et al., PNAS 2022, on why correlated errors limit teams; φ is Pearson's correlation of two yes/no columns.",
    ],
  };
  const raters = inOrder(
    study.raters.filter((rater) => tallies.own(rater).n > 0),
    order,
    tallies,
  );
  if (raters.length < 2)
    return refusal(head, "Needs two raters with answers to items whose gold label is known.");
  const values = matrixOf(raters, (first, second) => errorCorrelation(tallies.pair(first, second)));
  if (values.every((value) => value === null))
    return refusal(head, "No two raters have common items on which each is right and wrong at times.");
  const figure = heatMapOf(raters, values, "diverging");
  const failed = failedMachines(machinesOf(study), tallies);
  const types = meansByType(study, raters, values, failed);
  const [mm, hm] = [
    types.find(({ type }) => type === "machine–machine"),
    types.find(({ type }) => type === "human–machine"),
  ];
  const verdict =
    mm && hm
      ? mm.mean > hm.mean
        ? "Machines share errors with each other more than with people, which is why a person is the better partner."
        : "Machines do not share errors with each other more than with people."
      : "";
  return {
    ...head,
    items: "the items with gold that both of a pair answered",
    body: { kind: "figure", figure, table: matrixTable(figure) },
    reading: [means(types, "φ"), verdict, leftOutSentence(failed)]
      .filter((sentence) => sentence !== "")
      .join(" "),
  };
}

const manyClasses = `More than ${mostClasses} classes: a table of answers for every pair of raters would be too large.`;

export function cohenBlock(study: Study, { order }: StudySettings, tallies: Tallies): Block {
  const head = {
    id: "cohen",
    title: "Cohen's kappa of every pair",
    definition: [
      "κ = (observed agreement − agreement by chance) / (1 − agreement by chance), where chance is what two raters with these frequencies of answers would reach if they answered independently: 1 is full agreement, 0 is chance. It needs no gold label and stands on all items that both answered.",
      "Beyond the study. Source: Cohen 1960, A coefficient of agreement for nominal scales.",
    ],
  };
  const K = study.classes.length;
  if (K > mostClasses) return refusal(head, manyClasses);
  const raters = inOrder(
    study.raters.filter(({ answers }) => answers.some((answer) => answer >= 0)),
    order,
    tallies,
  );
  if (raters.length < 2) return refusal(head, "Needs two raters with answers.");
  const counts = new Uint32Array(K * K);
  const values = matrixOf(raters, ({ answers: a }, { answers: b }) => {
    counts.fill(0);
    for (let i = 0; i < study.n; i++) {
      const x = a[i]!;
      const y = b[i]!;
      if (x >= 0 && y >= 0) counts[x * K + y]!++;
    }
    return cohenKappa(counts, K);
  });
  if (values.every((value) => value === null)) return refusal(head, "No two raters answered a common item.");
  const figure = heatMapOf(raters, values, "sequential");
  const failed = failedMachines(machinesOf(study), tallies);
  return {
    ...head,
    items: "all items that both of a pair answered, with gold or without",
    body: { kind: "figure", figure, table: matrixTable(figure) },
    reading: [means(meansByType(study, raters, values, failed), "κ"), leftOutSentence(failed)]
      .join(" ")
      .trim(),
  };
}

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
      "Items that people were sent because a machine was unsure of them are harder than others: agreement on them is lower than it would be on all items.",
      "Beyond the study. Source: Fleiss 1971; Krippendorff 2011, Computing Krippendorff's alpha-reliability.",
    ],
  };
  const K = study.classes.length;
  if (K > mostClasses) return refusal(head, manyClasses);
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
    const any = votesOf(study, answered, 2);
    return [
      {
        kind,
        name: "Fleiss' kappa",
        raters: full,
        n: (complete?.length ?? 0) / K,
        value: complete && fleissKappa(complete, K),
      },
      {
        kind,
        name: "Krippendorff's alpha",
        raters: answered,
        n: any.length / K,
        value: krippendorffAlpha(any, K),
      },
    ];
  });
  if (rows.every(({ value }) => value === null))
    return refusal(head, "Needs two people, or two machines, who answered the same items.");
  const said = rows.filter(({ name, value }) => name === "Krippendorff's alpha" && value !== null);
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
      ...said.map(
        ({ kind, n, value }) =>
          `Among ${kind}, alpha is ${formatCell(value, "number")} on ${counted(n)} items.`,
      ),
      leftOutSentence(failed),
    ]
      .join(" ")
      .trim(),
  };
}

/** Raters with at least half as many answers as the busiest: someone with a few must not shrink the items to those. */
function completeOf(raters: readonly StudyRater[]): StudyRater[] {
  const counts = raters.map(({ answers }) => answers.reduce((n, answer) => n + +(answer >= 0), 0));
  const most = Math.max(...counts);
  return raters.filter((_, at) => counts[at]! >= most / 2);
}
