import { counted } from "#lib/numbers.ts";
import type { HeatMap } from "#lib/figures/figure.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import {
  type ClassValue,
  classPanel,
  crossSum,
  cutSaid,
  matrixTable,
  rowLeads,
  rowShares,
  shownClasses,
} from "#lib/study/confusion/class-matrix.ts";
import { type AgainstGoldFinding, againstGoldWords } from "#lib/study/confusion/words.ts";
import { said, withGold } from "#lib/study/data/items.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import type { OwnTally, Tallies } from "#lib/study/data/tallies.ts";
import { hasMatrices } from "#lib/study/data/wrong-answers.ts";
import type { Block } from "#lib/study/section.ts";

/** More panels than this in one figure are not looked at. */
const maxRaters = 24;

type Rated = { rater: StudyRater; own: OwnTally };

export function againstGoldBlock(study: Study, tallies: Tallies): Block {
  const head = {
    id: "against-gold",
    title: "Each rater against gold",
    definition: [
      "Of the items whose gold label is the row's class, the share that the rater gave the column's class: rows sum to 1, and the diagonal is the accuracy in each class. For a label column this is the noise transition matrix T that robust training methods estimate.",
      "Each rater is measured on all the items that it answered and whose gold is known. A cell links to its pictures.",
    ],
  };
  const K = study.classes.length;
  if (!hasMatrices(study)) return refusal(head, "fewer classes");
  const rated = study.raters
    .map((rater): Rated => ({ rater, own: tallies.own(rater) }))
    .filter(({ own }) => own.n > 0);
  if (rated.length === 0) return refusal(head, "answers with gold");
  const chosen = rated.slice(0, maxRaters);
  const shown = shownClasses(K, (at) =>
    chosen.reduce((sum, { own }) => sum + crossSum(own.confusion, K, at, false), 0),
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
        rowLeads(own.confusion, K, (row, column) => ({
          ...withGold,
          said: [said("gold", row), said(rater, column)],
        })),
      ),
    ),
  };
  const more = rated.length > chosen.length ? `; the first ${chosen.length} of ${rated.length} raters` : "";
  return {
    ...head,
    items: `each rater's own items with gold${more}${cutSaid(K)}`,
    body: { kind: "figure", figure, table: matrixTable(figure) },
    reading: worded(worstConfusions(study, chosen), againstGoldWords),
    failed: [],
  };
}

/** Of people and of machines, by the mean over raters of a row's share; nothing of a kind without mistakes. */
const worstConfusions = ({ classes }: Study, rated: readonly Rated[]): AgainstGoldFinding => ({
  verdict: null,
  numbers: {
    worst: (["human", "machine"] as const).flatMap((kind) => {
      const shares = rated
        .filter(({ rater }) => rater.kind === kind && rater.source !== "aggregate")
        .map(({ own }) => rowShares(own.confusion, classes.length));
      let worst = { kind, gold: "", answer: "", share: 0 };
      for (const [row, gold] of classes.entries())
        for (const [column, answer] of classes.entries()) {
          if (row === column) continue;
          const share = meanShare(shares, row, column);
          if (share > worst.share) worst = { kind, gold, answer, share };
        }
      return worst.share === 0 ? [] : [worst];
    }),
  },
});

/** NaN where no rater has an item of the row's class. */
function meanShare(shares: readonly ClassValue[], row: number, column: number): number {
  const known = shares.map((share) => share(row, column)).filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
