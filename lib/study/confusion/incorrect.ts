import { counted } from "#lib/numbers.ts";
import type { HeatMap } from "#lib/figures/figure.ts";
import { argmax } from "#lib/stats/argmax.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import {
  classPanel,
  classValue,
  crossSum,
  cutSaid,
  matrixTable,
  shownClasses,
} from "#lib/study/confusion/class-matrix.ts";
import { type IncorrectFinding, incorrectWords } from "#lib/study/confusion/words.ts";
import { casesSaid } from "#lib/study/data/pairs.ts";
import type { Study } from "#lib/study/data/study.ts";
import {
  type AllWrongAnswers,
  type WrongAnswers,
  hasMatrices,
  sharesSaid,
} from "#lib/study/data/wrong-answers.ts";
import type { Block } from "#lib/study/section.ts";

/** For Block.items: how many cases of each type there are, and which pairs were left out. */
export const typesSaid = ({ types, leftOut }: AllWrongAnswers): string =>
  `${types
    .filter(({ n }) => n > 0)
    .map(({ type, pairs, n }) => `${type}: ${casesSaid(n, pairs)}`)
    .join("; ")}${leftOut}`;

/** Classes that the three matrices have most in common: one choice for all panels. */
export const commonClasses = ({ classes: { length: K } }: Study, types: readonly WrongAnswers[]): number[] =>
  shownClasses(K, (at) =>
    types.reduce((sum, { total }) => (total ? sum + crossSum(total, K, at, true) : sum), 0),
  );

/** C^HH, C^MM and C^HM, a panel each. */
export function incorrectBlock(study: Study, all: AllWrongAnswers): Block {
  const head = {
    id: "incorrect",
    title: "Answers where both are wrong",
    definition: [
      `For every pair of raters, take the items with gold that both answered wrongly, and count what one said against what the other said. The counts of all pairs of a type are added up. ${sharesSaid(all.by)} On the diagonal both make the same mistake; elsewhere they make different ones.`,
      "Two people, or two machines, have no order: each of their cases counts half in (a, b) and half in (b, a). With a person and a machine, rows are the person's answers. The aggregate is made of people's answers and is in no pair.",
      "All pairs of all types are counted on the same items, those that everybody compared has answered. A cell links to the pictures of the pair that makes this mistake most often.",
      "Source: Liu et al. Fig. 2, there over three columns of human labels and thirteen machines.",
    ],
  };
  const K = study.classes.length;
  if (K < 3) return refusal(head, "three classes");
  const present = all.types.filter(({ n }) => n > 0);
  if (present.length === 0) return refusal(head, hasMatrices(study) ? "shared mistakes" : "fewer classes");
  const shown = commonClasses(study, all.types);
  const figure: HeatMap = {
    kind: "heat-map",
    row: "one says",
    column: "the other says",
    format: "percent",
    scale: "sequential",
    panels: present.map(({ type, n, shares, leads }) =>
      classPanel(
        `${type}, n = ${counted(n)}${type === "human–machine" ? ", rows: the person" : ""}`,
        study.classes,
        shown,
        classValue(shares, K),
        leads,
      ),
    ),
  };
  return {
    ...head,
    items: `where both of a pair are wrong: ${typesSaid(all)}${cutSaid(K)}`,
    body: { kind: "figure", figure, table: matrixTable(figure) },
    reading: worded(sharing(study, present), incorrectWords),
    failed: [],
  };
}

const sharing = ({ classes }: Study, present: readonly WrongAnswers[]): IncorrectFinding => ({
  verdict: null,
  numbers: {
    types: present.map(({ type, n, same, total }) => {
      // The most frequent shared mistake is on the diagonal: the class that both say, wrongly.
      const diagonal = classes.map((_, at) => classValue(total, classes.length)(at, at) ?? 0);
      const top = argmax(diagonal);
      const [name, share] = [classes[top], diagonal[top]];
      return {
        type,
        same: same / n,
        commonest: same === 0 || name === undefined || share === undefined ? null : { name, share },
      };
    }),
  },
});
