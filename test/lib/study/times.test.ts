import { expect, test } from "vitest";
import { ranks } from "#lib/stats/ranks.ts";
import { partialSpearman, pooledCorrelation, spearman } from "#lib/stats/spearman.ts";
import { pooledSuperiority, superiority } from "#lib/stats/superiority.ts";
import { meanRank } from "#lib/study/times/timed.ts";
import { times } from "#lib/study/times/section.ts";
import { randomSource } from "#lib/random.ts";
import { blocksOf, human, machine, studyOf } from "./small.ts";

test("ranks, rank correlations and superiority of values worked by hand and by scipy", () => {
  expect([...ranks([10, 20, 10, 5])]).toEqual([2.5, 4, 2.5, 1]);
  // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]) and with a tie
  expect(spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12);
  expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
  expect(spearman([1, 1, 1, 1], [4, 3, 2, 1])).toBeNull();
  // both are the third and nothing else
  const third = Array.from({ length: 50 }, (_, i) => i);
  const noise = (seed: number) => {
    const { unit } = randomSource(seed);
    return third.map((i) => i + 4 * unit());
  };
  expect(Math.abs(partialSpearman(noise(1), noise(2), third) ?? 1)).toBeLessThan(0.35);
  expect(spearman(noise(1), noise(2))).toBeGreaterThan(0.95);
  expect(superiority([3, 4], [1, 2])).toMatchObject({ value: 1, variance: 0 });
  // of 6 pairs 4 are larger and 1 is equal
  expect(superiority([2, 3, 4], [2, 3.5])?.value).toBeCloseTo((0 + 0.5 + 1 + 0 + 1 + 1) / 6, 12);
  expect(superiority([1], [1, 2])).toBeNull();
  expect(pooledCorrelation([]).value).toBeNull();
  const pooled = pooledCorrelation([
    { rho: 0.5, n: 103 },
    { rho: 0.5, n: 103 },
  ]);
  expect(pooled.value).toBeCloseTo(0.5, 12);
  expect(pooled.high).toBeCloseTo(
    Math.tanh(Math.atanh(0.5) + (1.959964 * Math.sqrt(1.06)) / Math.sqrt(200)),
    6,
  );
  expect(pooledSuperiority([{ value: 0.7, variance: 0.01, n: [10, 10] }])).toMatchObject({ value: 0.7 });
});

test("answers of several people to one picture count as one picture", () => {
  const alone = Array.from({ length: 40 }, (_, item) => ({ item, rank: (item % 2) * 0.5 + 0.25, ms: 1 }));
  const single = meanRank(alone);
  const twice = meanRank([...alone, ...alone]);
  expect(twice?.value).toBe(single?.value);
  expect(twice?.high).toBeCloseTo(single?.high ?? 0, 10);
});

/** People of whom one is three times as slow, on pictures that are the harder the less sure the machine is. */
function pace(effect: number, seed: number) {
  const { unit } = randomSource(seed);
  const n = 240;
  const confidence = Float32Array.from({ length: n }, () => 0.3 + 0.7 * unit());
  const truth = Array.from({ length: n }, (_, i) => i % 3);
  const person = (name: string, speed: number) => {
    const answers = truth.map((gold, i) => (unit() < 0.4 * (1 - confidence[i]!) ? (gold + 1) % 3 : gold));
    const responseMs = Float64Array.from(
      confidence,
      (sure, i) =>
        speed * (600 + effect * (1 - sure) + effect * Number(answers[i] !== truth[i]) + 500 * unit()),
    );
    return { ...human(name, answers), responseMs };
  };
  return studyOf([person("ann", 1), person("ben", 3), machine("ce", truth, { confidence })], truth);
}

test("times follow confidence, agreement and being right where they do, within people of different pace", () => {
  const slow = blocksOf(times, pace(900, 1));
  expect(slow.reading("by-confidence").verdict).toBe("unsure is slower");
  expect(slow.reading("by-agreement").verdict).toBe("alone is slower");
  expect(slow.reading("by-correctness").verdict).toBe("wrong is slower");
  expect(slow.column("each-person", "Person")).toEqual(["ann", "ben"]);
  const none = [1, 2, 3].map((seed) => blocksOf(times, pace(0, seed)));
  for (const id of ["by-confidence", "by-agreement", "by-correctness"])
    expect(none.filter((blocks) => blocks.reading(id).verdict === "undecided").length).toBeGreaterThanOrEqual(
      2,
    );
});

test("too little says so: no times, few times, nobody else, no gold, no machine", () => {
  const study = pace(500, 4);
  const [ann, ben, ce] = study.raters;
  if (!ann || !ben || !ce) throw new Error("nobody");
  const refusals = (raters: (typeof ann)[], gold = [...study.gold]) => {
    const blocks = blocksOf(times, studyOf(raters, gold));
    return ["by-confidence", "by-agreement", "by-correctness", "each-person"].map((id) => blocks.refusal(id));
  };
  const untimed = { ...ann, responseMs: null };
  expect(refusals([untimed, ce])).toEqual([
    "timed answers",
    "timed answers shared",
    "response times",
    "timed answers",
  ]);
  const few = { ...ann, responseMs: ann.responseMs?.map((ms, i) => (i < 19 ? ms : NaN)) ?? null };
  expect(refusals([few, ce])[0]).toBe("timed answers");
  expect(refusals([ann, ce])).toEqual([null, "timed answers shared", null, null]);
  expect(refusals([ann, ben])[0]).toBe("machine");
  expect(refusals([ann, ben, ce], study.raters[0]?.responseMs ? [...study.gold].map(() => -1) : [])[2]).toBe(
    "response times",
  );
});
