import { describe, expect, test } from "vitest";
import { policies } from "#lib/study/policies/section.ts";
import { blocksOf, human, machine, smallStudy, studyOf } from "#test/lib/study/small.ts";
import { panelTest } from "./panel-test.ts";

describe("beyond the threshold", () => {
  test("too few items to fit on, nobody to ask and no machine are refused", () => {
    const needOf = (study: Parameters<typeof blocksOf>[1]) =>
      blocksOf(policies, study).blocks.map(({ body }) => body.kind === "refusal" && body.need);
    expect(needOf(smallStudy())).toEqual(new Array(4).fill("items for fits"));
    expect(needOf(studyOf([]))).toEqual(new Array(4).fill("person and machine"));
  });

  test("a sure machine that is right and people who guess: nothing is lost by asking them", () => {
    const n = 240;
    const gold = Array.from({ length: n }, (_, i) => i % 3);
    const probabilities = Float32Array.from({ length: n * 3 }, (_, j) =>
      j % 3 === gold[Math.floor(j / 3)] ? 0.98 : 0.01,
    );
    const guess = gold.map((_, i) => (i * 7 + (i >> 2)) % 3);
    const study = studyOf([human("ann", guess), machine("ce", gold, { probabilities })], gold);
    const [budget] = blocksOf(policies, study).blocks;
    const rows = budget?.body.kind === "figure" ? budget.body.table.rows : [];
    const last = rows.at(-1) ?? [];
    expect(last[0]).toBe(1);
    expect(last[1]).toBe(1);
    expect(last[3]).toBeLessThan(0.5);
  });

  panelTest("CIFAR-10N: P+L is above the threshold rule's best with fewer questions", (panel) => {
    const [budget, table, machines, gold] = blocksOf(policies, panel).blocks;
    expect(budget?.reading?.verdict).toBe("better");
    const rows = budget?.body.kind === "figure" ? budget.body.table.rows : [];
    const at = (share: number) => rows.find(([x]) => x === share) ?? [];
    expect(at(0.3)[1]).toBeGreaterThan(0.918);
    expect(at(1)[1]).toBeGreaterThan(0.948);
    expect(at(0.3)[3]).toBeCloseTo(0.9, 2);
    for (const row of rows) expect(Number(row[1])).toBeGreaterThanOrEqual(Number(row[3]));
    expect(table?.body.kind === "table" && table.body.table.rows.map(([name]) => name)).toHaveLength(6);
    // on 2,000 items: no machine's team is below the threshold rule at the same questions by more than chance
    const all = machines?.body.kind === "table" ? machines.body.table.rows : [];
    expect(all).toHaveLength(13);
    for (const [, alone, threshold, team] of all) {
      expect(Number(team)).toBeGreaterThan(Number(alone));
      expect(Number(team)).toBeGreaterThan(Number(threshold) - 0.005);
    }
    // fifty items with gold do most of what thousands do
    const known = gold?.body.kind === "table" ? gold.body.table.rows : [];
    expect(known.map(([n]) => n)).toEqual([0, 50, 200, 500, 1000, 2000]);
    expect(Number(known.at(-1)?.[2]) - Number(known[1]?.[2])).toBeLessThan(0.015);
  });
});
