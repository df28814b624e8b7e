import { failedMachines, leftOutSentence } from "#lib/study/failed-machines.ts";
import { formatCell } from "#lib/figures/format.ts";
import { type PairMean, type PairMeasure, estimateOf, pairMeans } from "#lib/study/beyond/pair-measures.ts";
import { inOrder } from "#lib/study/data/rater-order.ts";
import type { Cell } from "#lib/figures/table.ts";
import type { HeatMap } from "#lib/figures/figure.ts";
import { type Block, refusal } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import { type Study, type StudyRater, machinesOf } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import { type RaterPair, withoutMatrices } from "#lib/study/data/wrong-answers.ts";

/** Agreement and common errors of two raters, corrected for what chance would give. */

/** Every two raters, each pair once, in the order shown; a pair's first is the one the study names first. */
function everyPair(
  study: Study,
  raters: readonly StudyRater[],
  measure: PairMeasure,
): { values: (number | null)[]; rows: Cell[][]; known: number } {
  const M = raters.length;
  const place = new Map(study.raters.map((rater, at) => [rater, at]));
  const values = new Array<number | null>(M * M).fill(null);
  const rows: Cell[][] = [];
  let known = 0;
  raters.forEach((first, row) =>
    raters.slice(row + 1).forEach((second, after) => {
      const column = row + 1 + after;
      const pair: RaterPair =
        (place.get(first) ?? 0) < (place.get(second) ?? 0) ? [first, second] : [second, first];
      const found = measure.of(...pair);
      if (found) known++;
      values[row * M + column] = values[column * M + row] = found?.value ?? null;
      rows.push([first.name, second.name, found && estimateOf(found), found?.n ?? null]);
    }),
  );
  return { values, rows, known };
}

/** A heat map of a statistic of pairs, with every pair and its interval in the table. */
function pairsBody(
  raters: readonly StudyRater[],
  { values, rows }: ReturnType<typeof everyPair>,
  measure: PairMeasure,
  scale: HeatMap["scale"],
): Block["body"] {
  const names = raters.map(({ name }) => name);
  return {
    kind: "figure",
    figure: {
      ...{ kind: "heat-map", row: "rater", column: "other rater", format: "number", scale },
      panels: [{ title: "", rows: names, columns: names, values }],
    },
    table: {
      columns: [
        { name: "Rater", format: "text" },
        { name: "Other rater", format: "text" },
        { name: measure.letter, format: "number" },
        { name: "Items", format: "count" },
      ],
      rows,
    },
  };
}

const said = (means: readonly PairMean[], { letter }: PairMeasure): string =>
  means.length === 0
    ? ""
    : `Mean ${letter}: ${means.map(({ type, mean: { value } }) => `${formatCell(value, "number")} ${type}`).join(", ")}.`;

/** How the intervals of agreement come about, for definitions. */
export const intervalsSaid =
  "Intervals take the items as the sample, for these raters (the infinitesimal jackknife, which a bootstrap over items approaches).";

export function errorCorrelationBlock(
  study: Study,
  { order }: StudySettings,
  tallies: Tallies,
  measure: PairMeasure,
): Block {
  const head = {
    id: "error-correlation",
    title: "Correlation of errors",
    definition: [
      "The correlation φ of two raters' being right, over the items with gold that both answered: 1 where they are right and wrong on the same items, 0 where one's error says nothing about the other's, below 0 where they make up for each other. Unlike matching it takes both raters' accuracy into account, and unlike agreement it is not pushed up by easy items alone.",
      "What a team can gain comes from errors that are not shared: at equal accuracy, the lower φ, the more. The aggregate is made of the people's answers and correlates with them for that reason.",
      intervalsSaid,
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
  const pairs = everyPair(study, raters, measure);
  if (pairs.known === 0)
    return refusal(head, "No two raters have common items on which each is right and wrong at times.");
  const failed = failedMachines(machinesOf(study), tallies);
  const means = pairMeans(study, measure, failed);
  return {
    ...head,
    items: "the items with gold that both of a pair answered",
    body: pairsBody(raters, pairs, measure, "diverging"),
    reading: [said(means, measure), sharedErrors(means), leftOutSentence(failed)]
      .filter((sentence) => sentence !== "")
      .join(" "),
  };
}

/** Whether machines share errors with each other more than with people, as far as the intervals tell. */
function sharedErrors(means: readonly PairMean[]): string {
  const mm = means.find(({ type }) => type === "machine–machine")?.mean;
  const hm = means.find(({ type }) => type === "human–machine")?.mean;
  if (!mm || !hm) return "";
  if (mm.low > hm.high)
    return "Machines share errors with each other more than with people, which is why a person is the better partner.";
  if (mm.high < hm.low) return "Machines share errors with each other less than with people.";
  return "Whether machines share errors with each other more than with people cannot be told apart from chance: the intervals overlap.";
}

export function cohenBlock(
  study: Study,
  { order }: StudySettings,
  tallies: Tallies,
  measure: PairMeasure,
): Block {
  const head = {
    id: "cohen",
    title: "Cohen's kappa of every pair",
    definition: [
      "κ = (observed agreement − agreement by chance) / (1 − agreement by chance), where chance is what two raters with these frequencies of answers would reach if they answered independently: 1 is full agreement, 0 is chance. It needs no gold label and stands on all items that both answered.",
      intervalsSaid,
      "Beyond the study. Source: Cohen 1960, A coefficient of agreement for nominal scales; Fleiss, Cohen & Everitt 1969 for its variance.",
    ],
  };
  const without = withoutMatrices(study);
  if (without) return refusal(head, without);
  const raters = inOrder(
    study.raters.filter(({ answers }) => answers.some((answer) => answer >= 0)),
    order,
    tallies,
  );
  if (raters.length < 2) return refusal(head, "Needs two raters with answers.");
  const pairs = everyPair(study, raters, measure);
  if (pairs.known === 0) return refusal(head, "No two raters answered a common item.");
  return {
    ...head,
    items: "all items that both of a pair answered, with gold or without",
    body: pairsBody(raters, pairs, measure, "sequential"),
    reading: "",
  };
}

/** φ and κ as means over people, over machines, and over pairs of one of each. */
export function pairMeansBlock(
  study: Study,
  tallies: Tallies,
  { phi, kappa }: { phi: PairMeasure; kappa: PairMeasure },
): Block {
  const head = {
    id: "pair-means",
    title: "Common errors and agreement, by kind of pair",
    definition: [
      "The mean over pairs of two people, of two machines, and of a person and a machine: of φ, the correlation of their errors, and of κ, their agreement beyond chance. The aggregate is in none of these pairs, since it is made of the people's answers.",
      `${intervalsSaid} All pairs stand on the same items, so how far an item moves each of them is added before it is squared.`,
      "Beyond the study. Source: the two matrices around this block.",
    ],
  };
  const failed = failedMachines(machinesOf(study), tallies);
  const measures = [phi, ...(withoutMatrices(study) ? [] : [kappa])];
  const rows = measures.flatMap((measure) =>
    pairMeans(study, measure, failed).map((mean) => ({ letter: measure.letter, ...mean })),
  );
  if (rows.length === 0) return refusal(head, "Needs two raters who answered the same items.");
  return {
    ...head,
    items: "for φ the items with gold that both of a pair answered, for κ all that both answered",
    body: {
      kind: "figure",
      figure: {
        kind: "intervals",
        x: { name: "mean over pairs", format: "number" },
        rows: rows.map(({ letter, type, mean }) => ({
          name: `${letter} ${type}`,
          tone: type === "human–human" ? "people" : type === "machine–machine" ? "machine" : "team",
          estimate: mean,
        })),
      },
      table: {
        columns: [
          { name: "Measure", format: "text" },
          { name: "Pair", format: "text" },
          { name: "Mean", format: "number" },
          { name: "Pairs", format: "count" },
        ],
        rows: rows.map(({ letter, type, mean, pairs }): Cell[] => [letter, type, mean, pairs]),
      },
    },
    reading: leftOutSentence(failed),
  };
}
