import { cellLink } from "#lib/study/data/cell-link.ts";
import {
  classPanel,
  cutSaid,
  matrixTable,
  rowShares,
  shownClasses,
} from "#lib/study/confusion/class-matrix.ts";
import { counted, namesOf } from "#lib/study/data/evaluated.ts";
import { formatCell } from "#lib/figures/format.ts";
import type { HeatMap } from "#lib/figures/figure.ts";
import { type Block, refusal } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import { projectMachine, projectMachineRule } from "#lib/study/data/project-machine.ts";
import { type Study, type StudyRater, humansOf } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import { type RaterPair, pairsOf, withoutMatrices } from "#lib/study/data/wrong-answers.ts";

/** Blocks of the section on confusion: single raters against gold and against each other. */

/** More panels than this in one figure are not looked at. */
const mostRaters = 24;
const mostPairs = 8;

const percent = (share: number): string => formatCell(share, "percent");

export function againstGold(study: Study, tallies: Tallies): Block {
  const head = {
    id: "against-gold",
    title: "Each rater against gold",
    definition: [
      "Of the items whose gold label is the row's class, the share that the rater gave the column's class: rows sum to 1, the diagonal is the accuracy in each class. For a label column this is the noise transition matrix T that robust training methods estimate.",
      "Each rater stands on all the items that it answered and whose gold is known. A cell leads to its pictures.",
    ],
  };
  const K = study.classes.length;
  const why = withoutMatrices(study);
  if (why) return refusal(head, why);
  const rated = study.raters
    .map((rater) => ({ rater, own: tallies.own(rater) }))
    .filter(({ own }) => own.n > 0);
  if (rated.length === 0) return refusal(head, "No rater answered an item whose gold label is known.");
  const chosen = rated.slice(0, mostRaters);
  const shown = shownClasses(K, (at) =>
    errorsIn(
      chosen.map(({ own }) => own.confusion),
      K,
      at,
    ),
  );
  const figure: HeatMap = {
    kind: "heat-map",
    row: "gold",
    column: "answer",
    format: "percent",
    scale: "sequential",
    panels: chosen.map(({ rater, own }) =>
      classPanel(
        `${rater.name}, n = ${counted(own.n)}`,
        study.classes,
        shown,
        rowShares(own.confusion, K),
        (row, column) => cellLink({ a: "gold", aAnswer: row, b: rater.id, bAnswer: column }),
      ),
    ),
  };
  const more = rated.length > chosen.length ? `; the first ${chosen.length} of ${rated.length} raters` : "";
  return {
    ...head,
    items: `each rater's own items with gold${more}${cutSaid(study.classes.length)}`,
    body: { kind: "figure", figure, table: matrixTable(figure) },
    reading: worstOf(study, chosen),
  };
}

/** Answers off the diagonal that a class has part in. */
function errorsIn(matrices: readonly Uint32Array[], K: number, at: number): number {
  let sum = 0;
  for (const counts of matrices)
    for (let other = 0; other < K; other++)
      if (other !== at) sum += counts[at * K + other]! + counts[other * K + at]!;
  return sum;
}

/** The commonest confusion of people and of machines, by the mean of their rows' shares. */
function worstOf(
  study: Study,
  rated: readonly { rater: StudyRater; own: { confusion: Uint32Array } }[],
): string {
  const K = study.classes.length;
  const sentences = (["human", "machine"] as const).flatMap((kind) => {
    const shares = rated
      .filter(({ rater }) => rater.kind === kind && rater.source !== "aggregate")
      .map(({ own }) => rowShares(own.confusion, K));
    let worst = { row: 0, column: 0, mean: 0 };
    for (let row = 0; row < K; row++)
      for (let column = 0; column < K; column++) {
        if (row === column) continue;
        const known = shares.map((share) => share(row, column)).filter((value) => value !== null);
        const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
        if (mean > worst.mean) worst = { row, column, mean };
      }
    if (worst.mean === 0) return [];
    const { row, column, mean } = worst;
    return `${kind === "human" ? "People" : "Machines"} most often take ${study.classes[row]} for ${study.classes[column]}: ${percent(mean)} on average.`;
  });
  return sentences.join(" ");
}

/** The two raters that the reader asked for; null where either is missing or they are one and the same. */
function askedPair({ raters }: Study, { one, other }: StudySettings): RaterPair | null {
  const [a, b] = [one, other].map((asked) => raters.find(({ id }) => id === asked));
  return a && b && a !== b ? [a, b] : null;
}

export function betweenRaters(study: Study, tallies: Tallies, settings: StudySettings): Block {
  const head = {
    id: "between-raters",
    title: "One rater against another",
    definition: [
      "Of the items that one rater (rows) gave the row's class, the share that the other (columns) gave the column's class, right or wrong: rows sum to 1, the diagonal is where the two agree.",
      `Choose any two raters above. Shown otherwise are the project's machine against each human, and the two machines that agree least. ${projectMachineRule} A cell leads to its pictures.`,
    ],
  };
  const why = withoutMatrices(study);
  if (why) return refusal(head, why);
  const active = projectMachine(study, study.raters);
  const withItems = ([a, b]: RaterPair) => tallies.pair(a, b).n > 0;
  const asked = askedPair(study, settings);
  const pairs: RaterPair[] = asked
    ? [asked].filter(withItems)
    : active
      ? humansOf(study)
          .map((human): RaterPair => [human, active])
          .filter(withItems)
          .slice(0, mostPairs)
      : pairsOf(study, "human–human").filter(withItems).slice(0, mostPairs);
  const agreement = ([a, b]: RaterPair) => {
    const { agree, n } = tallies.pair(a, b);
    return agree / n;
  };
  const different = (asked ? [] : pairsOf(study, "machine–machine"))
    .filter(withItems)
    .reduce<RaterPair | null>(
      (least, pair) => (least && agreement(least) <= agreement(pair) ? least : pair),
      null,
    );
  if (different) pairs.push(different);
  if (pairs.length === 0) return refusal(head, "No two raters answered the same item with gold.");
  const K = study.classes.length;
  const shown = shownClasses(K, (at) =>
    errorsIn(
      pairs.map(([a, b]) => tallies.pair(a, b).answers),
      K,
      at,
    ),
  );
  const figure: HeatMap = {
    kind: "heat-map",
    row: "one says",
    column: "the other says",
    format: "percent",
    scale: "sequential",
    panels: pairs.map(([a, b]) => {
      const { answers, n } = tallies.pair(a, b);
      return classPanel(
        `${a.name} (rows), ${b.name} (columns), n = ${counted(n)}`,
        study.classes,
        shown,
        rowShares(answers, K),
        (row, column) => cellLink({ a: a.id, aAnswer: row, b: b.id, bAnswer: column }),
      );
    }),
  };
  const said = asked
    ? `${namesOf(asked)} agree on ${percent(agreement(asked))} of their common items.`
    : different
      ? `Of the machines, ${namesOf(different)} agree least: on ${percent(agreement(different))} of their common items.`
      : "";
  return {
    ...head,
    items: `the items with gold that both of a pair answered${cutSaid(study.classes.length)}`,
    body: { kind: "figure", figure, table: matrixTable(figure) },
    reading: said,
  };
}
