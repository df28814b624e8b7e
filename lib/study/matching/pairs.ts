import { counted } from "#lib/numbers.ts";
import type { Cell } from "#lib/figures/table.ts";
import { argmaxBy } from "#lib/stats/argmax.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import { type RaterPair, comparableWithGold, pairTypeOf, tooFewSaid } from "#lib/study/data/pairs.ts";
import { inOrder } from "#lib/study/data/rater-order.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import { type DrawSettings, type Matched, matched, resamplesOf } from "#lib/study/matching/matched.ts";
import { pairsWords } from "#lib/study/matching/words.ts";
import type { Block } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";

export const formula =
  "M(A|B) = (P(A right | B right) + P(A wrong | B wrong)) / 2: the average of how often A is right where B is, and of how often A is wrong where B is. Nearly all items are answered correctly by nearly everyone, so plain agreement says little; here B's right and wrong answers have equal weight. A rater that has nothing to do with B gets 50 %; being right and wrong on the same items gives 100 %.";

type PairSettings = DrawSettings & Pick<StudySettings, "order">;

/** Matching of every ordered pair of raters, drawn and expected. */
export function pairsBlock(study: Study, settings: PairSettings, tallies: Tallies): Block {
  const head = {
    id: "pairs",
    title: "Matching of every two raters",
    definition: [
      formula,
      `“Drawn” is measured, as in the study, on a balanced set: all of B's answers on its rarer side, right or wrong, and as many of the other side drawn with seed ${settings.seed}. The mean over all such draws needs no drawing: it is the formula on all common items, “expected”. Its interval is from ${resamplesOf(settings)} bootstrap resamples of the items; “spread of draws” is the exact standard deviation of “drawn” from one draw to the next.`,
      "Rows are A, columns are B; M(A|B) and M(B|A) differ when the two differ in accuracy. Each pair is measured on its own common items with gold; pairs that share fewer than half of the items that the comparison starts from are left out. The aggregate is made of the people's answers and matches them for that reason.",
      "Source: Liu et al. Fig. 4 and Fig. 6. The study shows one draw; “expected” and its spread show what other draws would have given.",
    ],
  };
  const answering = study.raters.filter((rater) => tallies.own(rater).n > 0);
  const comparable = comparableWithGold(study, tallies);
  const all = answering.flatMap((first, at) =>
    answering.slice(at + 1).map((second): RaterPair => [first, second]),
  );
  const compared = new Set(all.filter(comparable).flat());
  const raters = inOrder(
    answering.filter((rater) => compared.has(rater)),
    settings.order,
    tallies,
  );
  if (raters.length < 2) return refusal(head, "two raters with gold");
  const matrix = raters.flatMap((first) =>
    raters.map((second) =>
      first === second || !comparable([first, second])
        ? null
        : matched(study, settings, tallies, [first, second]),
    ),
  );
  const rows = matrix.filter((row) => row !== null);
  if (rows.every(({ drawn }) => drawn === null)) return refusal(head, "right and wrong");
  const names = raters.map(({ name }) => name);
  const sizes = rows.flatMap(({ drawnItems }) => drawnItems ?? []);
  const [min, max] = [Math.min(...sizes), Math.max(...sizes)];
  const sizesSaid = min === max ? counted(min) : `${counted(min)} to ${counted(max)}`;
  return {
    ...head,
    items: `balanced sets of ${sizesSaid} items, drawn from the items with gold that both of a pair answered${tooFewSaid(all, comparable)}`,
    body: {
      kind: "figure",
      figure: {
        kind: "heat-map",
        row: "A",
        column: "given B",
        format: "percent",
        scale: "sequential",
        panels: [{ title: "", rows: names, columns: names, values: matrix.map((row) => row?.drawn ?? null) }],
      },
      table: {
        columns: [
          { name: "A", format: "text" },
          { name: "Given B", format: "text" },
          { name: "Pair", format: "text" },
          { name: "Drawn", format: "percent" },
          { name: "Items drawn", format: "count" },
          { name: "Expected", format: "percent" },
          { name: "Spread of draws", format: "percent" },
        ],
        rows: rows.map(({ pair, drawn, drawnItems, expected, spread }): Cell[] => [
          pair[0].name,
          pair[1].name,
          pairTypeOf(pair),
          drawn,
          drawnItems,
          expected,
          spread,
        ]),
      },
    },
    reading: extremes(rows),
    failed: [],
  };
}

/** The pairs that match most and least on average over draws; without the aggregate, which contains people. */
function extremes(rows: readonly Matched[]): Block["reading"] {
  const single = rows.flatMap(({ pair, expected }) =>
    expected && pair.every(({ source }) => source !== "aggregate")
      ? [{ first: pair[0].name, second: pair[1].name, value: expected.value }]
      : [],
  );
  const most = single[argmaxBy(single, ({ value }) => value)];
  const least = single[argmaxBy(single, ({ value }) => -value)];
  if (single.length < 3 || !most || !least) return null;
  return worded({ verdict: null, numbers: { most, least } }, pairsWords);
}
