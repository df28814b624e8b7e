import { expect, test } from "vitest";
import { tests } from "#lib/study/tests/section.ts";
import { sharedMistakes } from "#lib/study/tests/shared-mistakes.ts";
import { panelTest } from "#test/study/panel-test.ts";
import { blocksOf, machine, near, smallStudy, studyOf, valuesOf } from "./small.ts";

// SciPy 1.17, ttest_rel and ttest_ind of [2/3, 1/2, 0], [1, 1, 1] and [1, 1/3, 1]
test("test 1 of the small study's diagonals, paired and two-sample side by side", () => {
  const { column } = blocksOf(tests, smallStudy());
  expect(column("test-1", "Entries").slice(0, 3)).toEqual(["diagonal", "diagonal", "diagonal"]);
  expect(column("test-1", "Paired t").slice(0, 3)).toEqual(near([-3.0508510792, -1.1507929111, 1]));
  expect(column("test-1", "Paired df").slice(0, 3)).toEqual([2, 2, 2]);
  expect(column("test-1", "Paired p").slice(0, 3)).toEqual(
    near([0.0927352913, 0.3688312557, 0.4226497308], 7),
  );
  expect(column("test-1", "Two-sample t").slice(0, 3)).toEqual(near([-3.0508510792, -1.2998673672, 1]));
  expect(column("test-1", "Two-sample df").slice(0, 3)).toEqual([4, 4, 4]);
  expect(column("test-1", "Two-sample p").slice(0, 3)).toEqual(
    near([0.0379966002, 0.2634928171, 0.3739009663], 7),
  );
});

test("off the diagonal there are K² − K entries, and adjusted p-values are never below the plain ones", () => {
  const { column, table } = blocksOf(tests, smallStudy());
  expect(table("test-1").rows).toHaveLength(6);
  expect(column("test-1", "Two-sample df").slice(3)).toEqual([10, 10, 10]);
  const plain = column("test-1", "Two-sample p").map(Number);
  column("test-1", "Two-sample p, Holm").forEach((p, at) =>
    expect(Number(p)).toBeGreaterThanOrEqual(plain[at] ?? 1),
  );
});

test("three cells cannot show what the study claims: higher, but not significantly so", () => {
  const { verdict, numbers } = blocksOf(tests, smallStudy()).reading("test-1");
  expect(verdict).toBe("not significant");
  expect(numbers["diagonals"]).toMatchObject([
    { more: "machine–machine", less: "human–human", significant: "neither" },
    { more: "human–machine", less: "human–human", significant: "neither" },
    { more: "machine–machine", less: "human–machine", significant: "neither" },
  ]);
});

test("same wrong answer over the common items, by hand: 2 of 4, 5 of 5, 11 of 15", () => {
  const { column } = blocksOf(tests, smallStudy());
  expect(valuesOf(column("same-mistake", "Same wrong answer")).slice(0, 3)).toEqual(
    near([2 / 4, 1, 11 / 15]),
  );
  expect(column("same-mistake", "Cases").slice(0, 3)).toEqual([4, 5, 15]);
});

test("the interval of a ratio, worked by hand", () => {
  const { types } = sharedMistakes(smallStudy());
  // Human–human: R = ½, four items with one case each that move it by ±½/4, so the half width is 1.96·√(4·(1/8)²) = 1.96/4.
  expect(types[0]?.estimate.low).toBeCloseTo(0.5 - 1.959964 / 4, 5);
  expect(types[0]?.estimate.high).toBeCloseTo(0.5 + 1.959964 / 4, 5);
});

test("one type of pairs alone is nothing to compare", () => {
  const { blocks, refusal } = blocksOf(tests, studyOf([machine("a", [1, 1]), machine("b", [1, 1])], [0, 0]));
  expect(refusal("test-1")).toBe("two types of pairs");
  expect(refusal("test-1-welch")).not.toBeNull();
  expect(refusal("same-mistake")).toBeNull();
  expect(blocks).toHaveLength(3);
});

// SciPy 1.10 on matrices counted with NumPy from the published labels and the panel's predictions.
panelTest("CIFAR-10N with thirteen machines: Table 2", (panel) => {
  const { column, reading } = blocksOf(tests, panel);
  expect(column("test-1", "Paired t")).toEqual(
    near([-16.8538164934, 0.9348717124, 14.1170378137, 14.2290293856, -0.9429381987, -14.202462129], 7),
  );
  expect(column("test-1", "Two-sample t")).toEqual(
    near([-15.2283971642, 0.7575971494, 13.8447318115, 11.8103314414, -0.6198620398, -10.861258154], 7),
  );
  expect(column("test-1", "Two-sample df")).toEqual([18, 18, 18, 178, 178, 178]);
  expect(Number(column("test-1", "Two-sample p")[0]) / 1.0007574242813e-11).toBeCloseTo(1, 6);
  expect(column("test-1", "Two-sample p")[1]).toBeCloseTo(0.4584961694, 8);
  expect(Number(column("test-1", "Paired p")[5]) / 1.34029754142e-24).toBeCloseTo(1, 6);
  expect(column("test-1-welch", "Welch df").slice(0, 3)).toEqual(
    near([10.1773180748, 17.4647851179, 9.8283331751], 5),
  );
  // of all cases, as it was computed before
  const total = blocksOf(tests, panel, { matrices: "total" });
  expect(total.column("test-1", "Paired t")).toEqual(
    near([-3.8417642797, 0.689473403, 6.1887323803, 13.8103977488, -0.8541708725, -12.0819132386], 7),
  );
  expect(total.column("test-1", "Two-sample t")).toEqual(
    near([-3.2064664699, 0.3206857713, 3.3793520338, 10.2546157879, -0.4700012286, -8.8542652731], 7),
  );
  expect(reading("test-1").verdict).toBe("holds");
  expect(reading("same-mistake").numbers["differences"]).toMatchObject([
    { name: "machine–machine − human–machine", clear: true },
    { name: "machine–machine − human–human", clear: true },
    { name: "human–machine − human–human", clear: false },
  ]);
  expect(valuesOf(column("same-mistake", "Same wrong answer")).slice(0, 3)).toEqual(
    near([0.37618403, 0.81463664, 0.34699837], 7),
  );
});
