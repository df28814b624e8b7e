import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanShares } from "#lib/methods/clean-share.ts";
import { remember, targetsOf } from "#lib/methods/consistency.ts";
import { randomSource } from "#lib/random.ts";

describe("cleanShares", () => {
  it("finds the rates that counts were drawn with, and is calibrated", () => {
    const random = randomSource(7);
    const [n, looks] = [20_000, 8];
    const clean = Array.from({ length: n }, () => random.unit() < 0.82);
    const wrong = clean.map((right) => {
      let count = 0;
      for (let look = 0; look < looks; look++) count += Number(random.unit() < (right ? 0.15 : 0.85));
      return count;
    });
    const found = cleanShares({ wrong, seen: wrong.map(() => looks) });
    // Bayes with the true rates
    wrong.forEach((count, i) => {
      const odds = (0.82 / 0.18) * (0.15 / 0.85) ** count * (0.85 / 0.15) ** (looks - count);
      expect(found[i]).toBeCloseTo(odds / (1 + odds), 1);
    });
    const said = found.reduce((sum, share) => sum + share, 0) / n;
    expect(Math.abs(said - clean.filter(Boolean).length / n)).toBeLessThan(0.005);
  });

  it("lies in 0 … 1 and never falls with fewer contradictions", () => {
    const counts = fc.array(
      fc.nat(9).chain((seen) => fc.record({ seen: fc.constant(seen), wrong: fc.nat(seen) })),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(counts, (all) => {
        const shares = cleanShares({ wrong: all.map((c) => c.wrong), seen: all.map((c) => c.seen) });
        expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
        for (const [i, a] of all.entries())
          for (const [j, b] of all.entries())
            if (a.seen === b.seen && a.wrong < b.wrong)
              expect(shares[i]).toBeGreaterThanOrEqual(shares[j] ?? NaN);
      }),
    );
  });

  it("believes every label where nothing tells right from wrong", () => {
    expect([...cleanShares({ wrong: [1, 1, 1], seen: [2, 2, 2] })]).toEqual([1, 1, 1]);
    expect([...cleanShares({ wrong: [], seen: [] })]).toEqual([]);
  });
});

describe("targets", () => {
  const classes = 3;
  const memory = () => ({
    labels: Float32Array.of(0, 1),
    average: new Float32Array(6),
    wrong: new Float32Array(2),
    seen: new Float32Array(2),
    targets: new Float32Array(6),
  });
  const learn = (kept: ReturnType<typeof memory>, position: number, logits: number[]) =>
    remember(
      { positions: Int32Array.of(position), logits: Float32Array.from(logits), classes, memory: kept },
      0.5,
    );

  it("averages predictions, and counts those whose likeliest class is another than the label", () => {
    const kept = memory();
    learn(kept, 1, [Math.log(0.5), Math.log(0.3), Math.log(0.2)]);
    expect([...kept.average]).toEqual([
      0,
      0,
      0,
      ...[0.5, 0.3, 0.2].map((p) => expect.closeTo(p, 6) as number),
    ]);
    learn(kept, 1, [Math.log(0.1), Math.log(0.7), Math.log(0.2)]);
    expect([...kept.average.subarray(3)]).toEqual([0.3, 0.5, 0.2].map((p) => expect.closeTo(p, 6) as number));
    expect([...kept.wrong]).toEqual([0, 1]);
    expect([...kept.seen]).toEqual([0, 2]);
  });

  it("are distributions; the label where nothing was seen, the sharpened average where it was contradicted", () => {
    const n = 400;
    const labels = Int32Array.from({ length: n }, (_, i) => i % classes);
    const contradicted = (i: number) => i % 5 === 0;
    const kept = {
      average: Float32Array.from({ length: n * classes }, (_, cell) =>
        cell % classes === (Math.floor(cell / classes) + 1) % classes ? 0.6 : 0.2,
      ),
      wrong: Float32Array.from({ length: n }, (_, i) => (contradicted(i) ? 10 : 0)),
      seen: Float32Array.from({ length: n }, (_, i) => (i === 5 ? 0 : 10)),
    };
    kept.wrong[5] = 0;
    const targets = targetsOf(kept, labels, classes, 0.5);
    for (let i = 0; i < n; i++) {
      const own = [...targets.subarray(i * classes, (i + 1) * classes)];
      const label = i % classes;
      expect(own.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
      // 0.6² : 0.2² : 0.2²
      if (contradicted(i) && i !== 5) expect(own[(label + 1) % classes]).toBeCloseTo(0.36 / 0.44, 2);
      else expect(own[label]).toBeGreaterThan(0.98);
    }
  });
});
