import { at } from "#lib/array.ts";
import type { Bands } from "#lib/figures/figure.ts";
import { partialSpearman, pooledCorrelation, spearman } from "#lib/stats/spearman.ts";
import { quantileBins } from "#lib/stats/bins.ts";
import { median } from "#lib/stats/median.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import { leastForVerdict } from "#lib/study/data/evaluated.ts";
import { projectMachine, projectMachineRule } from "#lib/study/data/project-machine.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Block } from "#lib/study/section.ts";
import {
  meanRank,
  peopleSaid,
  type Placed,
  type Timed,
  timedPeople,
  timedSaid,
} from "#lib/study/times/timed.ts";
import { confidenceWords, directionOf } from "#lib/study/times/words.ts";

/** Fewer answers in a bin say nothing: there are as many bins as this allows. */
const leastInBin = 10;

/** Do people take longer where the machine is unsure? */
export function byMachineConfidence(study: Study, bins: number): Block {
  const head = {
    id: "by-confidence",
    title: "By the machine’s confidence",
    definition: [
      `How long people take by how sure the machine is of the picture. ${projectMachineRule} ${timedSaid}`,
      "Bins hold about equally many answers, ten at least. The correlation is Spearman’s within each person, pooled by Fisher’s z. People become faster with practice, and a queue that asks about the least sure pictures first makes confidence rise with it: so the correlation is given once more with the order of the answers taken out (partial rank correlation). In a strictly sorted queue little is left then, and the pictures asked at random say more.",
    ],
  };
  const machine = projectMachine(study, study.raters);
  const confidence = machine?.machine?.confidence;
  if (!confidence) return refusal(head, "machine");
  const people = timedPeople(study).flatMap((timed) => within(timed, confidence) ?? []);
  const answers = people.flatMap(({ placed }) => placed);
  if (answers.length < leastInBin) return refusal(head, "timed answers");
  const { of, centres } = quantileBins(
    answers.map(({ x }) => x),
    Math.min(bins, Math.floor(answers.length / leastInBin)),
  );
  const points = [...centres].flatMap((x, bin) => {
    const inside = answers.filter((_, i) => of[i] === bin);
    const mean = meanRank(inside);
    const typical = median(inside.map(({ ms }) => ms));
    if (!mean || inside.length < leastInBin) return [];
    return [{ x, mean: mean.value, low: mean.low, high: mean.high, n: inside.length, typical }];
  });
  if (points.length === 0) return refusal(head, "timed answers");
  const figure: Bands = {
    kind: "bands",
    y: { name: "rank of the time", format: "percent" },
    panels: [
      {
        title: "",
        x: { name: "machine’s confidence", format: "number" },
        series: [{ name: "people", tone: "people", points, line: null }],
      },
    ],
  };
  const correlation = pooledCorrelation(people.flatMap(({ rho, n }) => (rho === null ? [] : [{ rho, n }])));
  const withoutOrder = pooledCorrelation(
    people.flatMap(({ left, n }) => (left === null ? [] : [{ rho: left, n }])),
    1,
  );
  const verdict =
    answers.length < leastForVerdict
      ? "undecided"
      : directionOf(withoutOrder, 0, "unsure is slower", "sure is slower");
  return {
    ...head,
    items: `${peopleSaid(
      people.map(({ timed }) => timed),
      answers.length,
    )} on pictures that ${machine.name} predicted`,
    body: {
      kind: "figure",
      figure,
      table: {
        columns: [
          { name: "Bin’s mean confidence", format: "number" },
          { name: "Answers", format: "count" },
          { name: "Mean rank of the time", format: "percent" },
          { name: "Median time", format: "ms" },
        ],
        rows: points.map(({ x, n, mean, low, high, typical }) => [x, n, { value: mean, low, high }, typical]),
      },
    },
    reading: worded({ verdict, numbers: { correlation, withoutOrder, n: answers.length } }, confidenceWords),
    failed: [],
  };
}

type Within = {
  timed: Timed;
  n: number;
  rho: number | null;
  left: number | null;
  placed: (Placed & { x: number })[];
};

/** A person's times against the confidence, where there is one; null where there is none. */
export function within(timed: Timed, confidence: Float32Array): Within | null {
  const places = timed.items.flatMap((item, i) => (Number.isNaN(confidence[item]) ? [] : [i]));
  if (places.length === 0) return null;
  const of = <T>(values: ArrayLike<T>) => places.map((i) => at(values, i));
  const [ms, items, rank, order] = [of(timed.ms), of(timed.items), of(timed.rank), of(timed.order)];
  const x = items.map((item) => at(confidence, item));
  return {
    timed,
    n: places.length,
    rho: spearman(ms, x),
    left: partialSpearman(ms, x, order),
    placed: items.map((item, i) => ({ item, rank: at(rank, i), ms: at(ms, i), x: at(x, i) })),
  };
}
