import { randomSource } from "#lib/random.ts";
import { bootstrapCounts } from "#lib/stats/bootstrap.ts";
import { balanced, matchingPercentage } from "#lib/stats/matching.ts";
import { counted } from "#lib/study/data/evaluated.ts";
import { namingFailed, withoutFailed } from "#lib/study/failed-machines.ts";
import { formatCell } from "#lib/figures/format.ts";
import { byGroup } from "#lib/study/matching/groups.ts";
import { type MatchingMeans, estimateOf, matchingMeans, meanDefinition } from "#lib/study/matching/means.ts";
import { inOrder } from "#lib/study/data/rater-order.ts";
import type { Cell } from "#lib/figures/table.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { type Block, type Section, refusal } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import { type PairType, pairsOf } from "#lib/study/data/wrong-answers.ts";

export const matching: Section = {
  id: "matching",
  title: "Matching",
  lead: "How well one rater's being right or wrong tells the other's, on sets where both are equally common.",
  compute(study, settings, tallies) {
    const { study: usual, failed } = withoutFailed(study, tallies);
    const means = matchingMeans(usual, tallies);
    const groups = [byType(usual, means), byGroup(usual, means)];
    return [everyPair(study, settings, tallies), ...groups.map((block) => namingFailed(block, failed))];
  },
};

/** Resamples are drawn for every ordered pair, 272 for 17 raters: no more than this many each. */
const mostResamples = 200;

/** Names the uses of the seed in this section. */
const draws = { balanced: 1, bootstrap: 2 };

const percent = (share: number): string => formatCell(share, "percent");

const formula =
  "M(A|B) = (P(A right | B right) + P(A wrong | B wrong)) / 2: half of it is how often A is right where B is, half how often A is wrong where B is. Nearly all items are answered rightly by nearly everyone, so plain agreement says little; here B's right and wrong answers have equal weight. 50 % is what a rater that has nothing to do with B gets; 100 % is the same items right and wrong.";

type Row = {
  first: StudyRater;
  second: StudyRater;
  drawn: number | null;
  drawnItems: number | null;
  expected: Estimate | null;
  spread: number | null;
};

function typeOf(first: StudyRater, second: StudyRater): PairType {
  if (first.kind !== second.kind) return "human–machine";
  return first.kind === "human" ? "human–human" : "machine–machine";
}

/** One ordered pair: a drawn set, and what all draws would give on average. */
function matched(
  study: Study,
  settings: StudySettings,
  tallies: Tallies,
  first: StudyRater,
  second: StudyRater,
): Row {
  const { bothRight, onlyFirst, onlySecond, bothWrong } = tallies.pair(first, second);
  const right = bothRight + onlySecond;
  const wrong = bothWrong + onlyFirst;
  const none = { first, second, drawn: null, drawnItems: null, expected: null, spread: null };
  if (right === 0 || wrong === 0) return none;
  // Named by the raters' places in the study, so that another order of the matrix draws the same sets.
  const path = [study.raters.indexOf(first), study.raters.indexOf(second)];
  const set = balanced(
    { bothRight, onlyFirst, onlySecond, bothWrong },
    randomSource(settings.seed, 3, draws.balanced, ...path),
  );
  const expected = bootstrapCounts(
    [bothRight, onlyFirst, onlySecond, bothWrong],
    ([a = 0, b = 0, c = 0, d = 0]) =>
      matchingPercentage({ bothRight: a, onlyFirst: b, onlySecond: c, bothWrong: d }) ?? NaN,
    {
      resamples: Math.min(settings.resamples, mostResamples),
      random: randomSource(settings.seed, 3, draws.bootstrap, ...path),
    },
  );
  return {
    first,
    second,
    drawn: matchingPercentage(set),
    drawnItems: set.bothRight + set.onlyFirst + set.onlySecond + set.bothWrong,
    expected,
    spread: drawSpread(bothRight, right, bothWrong, wrong),
  };
}

/**
 * Standard deviation of M over draws of the balanced set: the larger side is sampled without replacement
 * down to the size m of the smaller, which is kept whole, so that
 * Var = ¼ · p(1 − p)/m · (N − m)/(N − 1) for the larger side's N items and share p.
 */
function drawSpread(bothRight: number, right: number, bothWrong: number, wrong: number): number {
  const [hits, N, m] = right >= wrong ? [bothRight, right, wrong] : [bothWrong, wrong, right];
  if (N === m) return 0;
  const p = hits / N;
  return Math.sqrt(((p * (1 - p)) / m) * ((N - m) / (N - 1))) / 2;
}

function everyPair(study: Study, settings: StudySettings, tallies: Tallies): Block {
  const resamples = Math.min(settings.resamples, mostResamples);
  const head = {
    id: "pairs",
    title: "Matching of every two raters",
    definition: [
      formula,
      `“Drawn” is measured, as in the study, on a balanced set: all of B's answers on its rarer side, right or wrong, and as many of the other side drawn with the seed ${settings.seed}. The mean over all such draws can be had without drawing: it is the formula on all common items, “expected”. Its interval is from ${resamples} bootstrap resamples of the items; “spread of draws” is the standard deviation of “drawn” from one draw to the next, exactly.`,
      "Rows are A, columns are B; M(A|B) and M(B|A) differ when the two differ in accuracy. Each pair stands on its own common items with gold. The aggregate is made of the people's answers and matches them for that reason.",
      "Source: Liu et al. Fig. 4 and Fig. 6. The study shows one draw; ours adds what other draws would have shown.",
    ],
  };
  const raters = inOrder(
    study.raters.filter((rater) => tallies.own(rater).n > 0),
    settings.order,
    tallies,
  );
  if (raters.length < 2)
    return refusal(head, "Needs two raters with answers to items whose gold label is known.");
  const matrix = raters.map((first) =>
    raters.map((second) => (first === second ? null : matched(study, settings, tallies, first, second))),
  );
  const rows = matrix.flat().filter((row) => row !== null);
  if (rows.every(({ drawn }) => drawn === null))
    return refusal(head, "No rater has both right and wrong answers to items that another answered.");
  const names = raters.map(({ name }) => name);
  const sizes = rows.flatMap(({ drawnItems }) => drawnItems ?? []);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  return {
    ...head,
    items: `balanced sets of ${least === most ? counted(least) : `${counted(least)} to ${counted(most)}`} items, drawn from the items with gold that both of a pair answered`,
    body: {
      kind: "figure",
      figure: {
        kind: "heat-map",
        row: "A",
        column: "given B",
        format: "percent",
        scale: "sequential",
        panels: [
          {
            title: "",
            rows: names,
            columns: names,
            values: matrix.flat().map((row) => row?.drawn ?? null),
          },
        ],
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
        rows: rows.map(({ first, second, drawn, drawnItems, expected, spread }): Cell[] => [
          first.name,
          second.name,
          typeOf(first, second),
          drawn,
          drawnItems,
          expected,
          spread,
        ]),
      },
    },
    reading: extremes(rows),
  };
}

/** The pairs that match most and least on average over draws; without the aggregate, which contains people. */
function extremes(rows: readonly Row[]): string {
  const single = rows.flatMap(({ first, second, expected }) =>
    expected && first.source !== "aggregate" && second.source !== "aggregate"
      ? [{ pair: `${first.name} given ${second.name}`, value: expected.value }]
      : [],
  );
  if (single.length < 3) return "";
  const most = single.reduce((top, row) => (row.value > top.value ? row : top));
  const least = single.reduce((low, row) => (row.value < low.value ? row : low));
  return `Over all draws, ${most.pair} match most (${percent(most.value)}) and ${least.pair} least (${percent(least.value)}).`;
}

function byType(study: Study, means: MatchingMeans): Block {
  const head = {
    id: "types",
    title: "Matching of people and of machines",
    definition: [
      formula,
      meanDefinition,
      "The aggregate is in none of these pairs, since it is made of the people's answers.",
      "Source: Liu et al. Fig. 4, as means over the blocks of its matrix.",
    ],
  };
  const rows = (["human–human", "machine–machine", "human–machine"] as const).flatMap((type) => {
    const mean = means(pairsOf(study, type));
    return mean ? [{ type, mean }] : [];
  });
  if (rows.length === 0)
    return refusal(
      head,
      "No two single raters have common items with gold that one of them got right and wrong.",
    );
  return {
    ...head,
    items: "the items with gold that both of a pair answered",
    body: {
      kind: "figure",
      figure: {
        kind: "intervals",
        x: { name: "mean matching", format: "percent" },
        rows: rows.map(({ type, mean }) => ({
          name: type,
          tone: type === "human–human" ? "people" : type === "machine–machine" ? "machine" : "team",
          estimate: estimateOf(mean),
        })),
      },
      table: {
        columns: [
          { name: "Pair", format: "text" },
          { name: "Mean matching", format: "percent" },
          { name: "Pairs", format: "count" },
        ],
        rows: rows.map(({ type, mean }): Cell[] => [type, estimateOf(mean), mean.pairs]),
      },
    },
    reading: readingOf(new Map(rows.map(({ type, mean }) => [type, mean]))),
  };
}

function readingOf(means: ReadonlyMap<PairType, Estimate>): string {
  const mm = means.get("machine–machine");
  if (!mm) return "";
  const against = (type: PairType, who: string): string[] => {
    const other = means.get(type);
    if (!other) return [];
    const apart = mm.low > other.high || mm.high < other.low;
    const how = mm.value > other.value ? "more" : "less";
    return [
      `Machines match each other ${how} than ${who} (${percent(mm.value)} to ${percent(other.value)}${apart ? "" : ", intervals overlap"}).`,
    ];
  };
  return [
    ...against("human–machine", "they and people match"),
    ...against("human–human", "people match each other"),
  ].join(" ");
}
