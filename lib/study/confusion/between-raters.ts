import { counted } from "#lib/numbers.ts";
import type { HeatMap } from "#lib/figures/figure.ts";
import { argmaxBy } from "#lib/stats/argmax.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import {
  classPanel,
  crossSum,
  cutSaid,
  matrixTable,
  rowLeads,
  rowShares,
  shownClasses,
} from "#lib/study/confusion/class-matrix.ts";
import { betweenWords } from "#lib/study/confusion/words.ts";
import { said, withGold } from "#lib/study/data/items.ts";
import { type RaterPair, pairsOf } from "#lib/study/data/pairs.ts";
import { projectMachine, projectMachineRule } from "#lib/study/data/project-machine.ts";
import { type Study, humansOf } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import { hasMatrices } from "#lib/study/data/wrong-answers.ts";
import type { Block } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";

/** More panels of people than this in one figure are not looked at. */
const maxPairs = 8;

type Asked = Pick<StudySettings, "one" | "other">;

/** The two raters that the reader asked for; null where either is missing or they are one and the same. */
function askedPair({ raters }: Study, { one, other }: Asked): RaterPair | null {
  const [a, b] = [one, other].map((asked) => raters.find(({ id }) => id === asked));
  return a && b && a !== b ? [a, b] : null;
}

export function betweenRatersBlock(study: Study, tallies: Tallies, settings: Asked): Block {
  const head = {
    id: "between-raters",
    title: "One rater against another",
    definition: [
      "Of the items that one rater (rows) gave the row's class, the share that the other (columns) gave the column's class, right or wrong: rows sum to 1, and the diagonal is where the two agree.",
      `Choose any two raters above. By default the figure shows the project's machine against each human, and the two machines that agree least. ${projectMachineRule} A cell links to its pictures.`,
    ],
  };
  if (!hasMatrices(study)) return refusal(head, "fewer classes");
  const withItems = ([a, b]: RaterPair) => tallies.pair(a, b).n > 0;
  const agreement = ([a, b]: RaterPair) => {
    const { agree, n } = tallies.pair(a, b);
    return agree / n;
  };
  const asked = askedPair(study, settings);
  const machinePairs = asked ? [] : pairsOf(study, "machine–machine").filter(withItems);
  const different = machinePairs[argmaxBy(machinePairs, (pair) => -agreement(pair))];
  const usual = asked ? [asked].filter(withItems) : usualPairs(study).filter(withItems).slice(0, maxPairs);
  const pairs = different ? [...usual, different] : usual;
  if (pairs.length === 0) return refusal(head, "two raters with gold");
  const K = study.classes.length;
  const shown = shownClasses(K, (at) =>
    pairs.reduce((sum, [a, b]) => sum + crossSum(tallies.pair(a, b).answers, K, at, false), 0),
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
        rowLeads(answers, K, (row, column) => ({ ...withGold, said: [said(a, row), said(b, column)] })),
      );
    }),
  };
  const told = asked ?? different;
  return {
    ...head,
    items: `the items with gold that both of a pair answered${cutSaid(K)}`,
    body: { kind: "figure", figure, table: matrixTable(figure) },
    reading: told
      ? worded(
          {
            verdict: asked ? "chosen" : "least alike",
            numbers: { names: [told[0].name, told[1].name], agreement: agreement(told) },
          },
          betweenWords,
        )
      : null,
    failed: [],
  };
}

/** The project's machine with every human; without machines, every two people. */
function usualPairs(study: Study): RaterPair[] {
  const machine = projectMachine(study, study.raters);
  if (!machine) return pairsOf(study, "human–human");
  return humansOf(study).map((human): RaterPair => [human, machine]);
}
