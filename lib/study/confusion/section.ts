import { classPanel, cutSaid, matrixTable, shownClasses } from "#lib/study/confusion/class-matrix.ts";
import { counted } from "#lib/study/data/evaluated.ts";
import { namingFailed, withoutFailed } from "#lib/study/failed-machines.ts";
import { formatCell } from "#lib/figures/format.ts";
import { againstGold, betweenRaters } from "#lib/study/confusion/rater-matrices.ts";
import type { HeatMap } from "#lib/figures/figure.ts";
import { type Block, type Section, refusal } from "#lib/study/section.ts";
import type { Study } from "#lib/study/data/study.ts";
import { type WrongAnswers, withoutMatrices, wrongAnswers } from "#lib/study/data/wrong-answers.ts";

export const confusion: Section = {
  id: "confusion",
  title: "Confusion",
  lead: "Which classes are taken for which, by people, by machines, and by two of them at once.",
  compute(study, settings, tallies) {
    const { study: usual, failed } = withoutFailed(study, tallies);
    const types = (["human–human", "machine–machine", "human–machine"] as const).map((type) =>
      wrongAnswers(usual, type, tallies),
    );
    return [
      namingFailed(incorrect(usual, types), failed),
      differences(usual, types),
      againstGold(study, tallies),
      betweenRaters(study, tallies, settings),
    ];
  },
};

const percent = (share: number): string => formatCell(share, "percent");
const casesOf = ({ type, pairs, n }: WrongAnswers): string =>
  `${type}: ${counted(n)} cases of ${pairs} pair${pairs === 1 ? "" : "s"}`;

/** Classes that the three matrices have most in common: one choice for all panels. */
const commonClasses = (study: Study, types: readonly WrongAnswers[]): number[] => {
  const K = study.classes.length;
  return shownClasses(K, (at) => {
    let sum = 0;
    for (const { shares } of types)
      if (shares)
        for (let other = 0; other < K; other++) sum += shares[at * K + other]! + shares[other * K + at]!;
    return sum;
  });
};

function incorrect(study: Study, types: readonly WrongAnswers[]): Block {
  const head = {
    id: "incorrect",
    title: "Answers where both are wrong",
    definition: [
      "For every pair of raters, take the items with gold that both answered wrongly, and count what one said against what the other said. The counts of all pairs of a type are added and divided by the number of such cases (an item and a pair), so that each matrix sums to 1. On the diagonal both make the same mistake; elsewhere they make different ones.",
      "Two people, or two machines, have no order: each of their cases counts half in (a, b) and half in (b, a). With a person and a machine, rows are the person's answers. The aggregate is made of people's answers and is in no pair.",
      "Each pair brings its own common items, so pairs with more of them weigh more. A cell leads to the pictures of the pair that makes this mistake most often.",
      "Source: Liu et al. Fig. 2, there over three columns of human labels and thirteen machines.",
    ],
  };
  const present = types.filter(({ n }) => n > 0);
  if (present.length === 0)
    return refusal(
      head,
      withoutMatrices(study) ?? "No two raters have a common item with gold that both answered wrongly.",
    );
  const K = study.classes.length;
  const shown = commonClasses(study, types);
  const figure: HeatMap = {
    kind: "heat-map",
    row: "one says",
    column: "the other says",
    format: "percent",
    scale: "sequential",
    panels: present.map(({ type, n, shares, link }) =>
      classPanel(
        `${type}, n = ${counted(n)}${type === "human–machine" ? ", rows: the person" : ""}`,
        study.classes,
        shown,
        (row, column) => shares?.[row * K + column] ?? null,
        link,
      ),
    ),
  };
  return {
    ...head,
    items: `items with gold that both of a pair answered wrongly; ${present.map(casesOf).join("; ")}${cutSaid(study.classes.length)}`,
    body: { kind: "figure", figure, table: matrixTable(figure) },
    reading: present.map((of) => sentenceOf(study, of)).join(" "),
  };
}

const whoOf = {
  "human–human": "two people",
  "machine–machine": "two machines",
  "human–machine": "a person and a machine",
};

function sentenceOf(study: Study, { type, n, same, shares }: WrongAnswers): string {
  const K = study.classes.length;
  let top = 0;
  // The commonest shared mistake is on the diagonal: the class that both say, wrongly.
  for (let at = 0; at < K; at++) if ((shares?.[at * (K + 1)] ?? 0) > (shares?.[top * (K + 1)] ?? 0)) top = at;
  const commonest =
    same === 0 ? "" : `, most often “${study.classes[top]}” (${percent(shares?.[top * (K + 1)] ?? 0)})`;
  return `When ${whoOf[type]} are both wrong, they say the same in ${percent(same / n)} of the cases${commonest}.`;
}

function differences(study: Study, types: readonly WrongAnswers[]): Block {
  const head = {
    id: "incorrect-differences",
    title: "Differences of these matrices",
    definition: [
      "One matrix of answers where both are wrong minus another, cell by cell, in percentage points. Each matrix sums to 1, so a difference sums to 0: what is more likely in one place is less likely in another.",
      "Ours; Liu et al. compare the matrices by eye and by the tests of Table 2.",
    ],
  };
  const [hh, mm, hm] = types;
  const compared: [string, WrongAnswers | undefined, WrongAnswers | undefined][] = [
    ["human–machine − human–human", hm, hh],
    ["machine–machine − human–human", mm, hh],
    ["machine–machine − human–machine", mm, hm],
  ];
  const K = study.classes.length;
  const shown = commonClasses(study, types);
  const panels = compared.flatMap(([title, first, second]) => {
    if (!first?.shares || !second?.shares) return [];
    const [a, b] = [first.shares, second.shares];
    return [
      classPanel(title, study.classes, shown, (row, column) => a[row * K + column]! - b[row * K + column]!),
    ];
  });
  if (panels.length === 0)
    return refusal(
      head,
      withoutMatrices(study) ??
        "Fewer than two of the three types of pairs have an item that both answered wrongly.",
    );
  const figure: HeatMap = {
    kind: "heat-map",
    row: "one says",
    column: "the other says",
    format: "points",
    scale: "diverging",
    panels,
  };
  return {
    ...head,
    items: `${types
      .filter(({ n }) => n > 0)
      .map(casesOf)
      .join("; ")}${cutSaid(study.classes.length)}`,
    body: { kind: "figure", figure, table: matrixTable(figure) },
    reading: "",
  };
}
