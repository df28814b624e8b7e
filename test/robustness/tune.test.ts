import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { train, TrainingError } from "#lib/train/train.ts";
import { candidates } from "../bench/robustness/candidates.ts";
import { choiceTable } from "../bench/robustness/choice.ts";
import { going } from "../bench/robustness/going.ts";
import { complete, outcome, outcomeOf, type Job } from "../bench/robustness/outcome.ts";
import { ranked } from "../bench/robustness/rank.ts";
import { symmetric, type World } from "../bench/robustness/regime.ts";
import { readLines } from "../bench/robustness/lines.ts";
import { table, withTable } from "../bench/robustness/table.ts";
import { colourWorld, small } from "../lib/train/world.ts";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tandem-robustness-"));
  file = join(folder, "lines.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Three classes told by their colour, some of whose labels are wrong. */
function world(): World {
  const { images, size, classes, train, predict } = colourWorld(300, 10, 3);
  const gold = Int32Array.from([...train.labels, ...predict.gold]);
  const noisy = symmetric(gold, classes, 0.2);
  return {
    images,
    side: size,
    classes,
    gold,
    noisy: { human1: noisy, symmetric: noisy },
    train: train.rows,
    aside: predict.rows.slice(0, 50),
    test: predict.rows.slice(50),
    options: { ...small, epochs: 8, shareWarmUp: true },
  };
}
const gce = (rate: number): Job =>
  complete({ method: "gce", noise: "symmetric", seed: 0, hyper: { q: 0.2, rate } });

describe("trainings of a comparison", () => {
  it("the candidate that learns the classes wins by noisy labels put aside, whatever gold says", async () => {
    const here = world();
    const jobs = [gce(1e-6), gce(1)];
    const outcomes = [];
    for (const job of jobs) outcomes.push(await outcomeOf(here, job, file));
    const nameOf = ({ hyper }: Job) => String(hyper["rate"]);
    expect(ranked(outcomes, nameOf).map(({ name }) => name)).toEqual(["1", "0.000001"]);
    const [, learnt] = outcomes;
    const wrong = here.aside.filter((row) => here.gold[row] !== here.noisy.symmetric[row]).length / 50;
    expect(learnt?.aside).toBeGreaterThan(1 - wrong - 0.1);
    expect(learnt?.last).toBeGreaterThan(0.9);

    // gold that says the contrary changes what is reported, and not what is chosen by
    const gold = here.gold.map((label) => (label + 1) % here.classes);
    const again = await outcomeOf({ ...here, gold }, gce(1), join(folder, "other.jsonl"));
    expect(again.aside).toBe(learnt?.aside);
    expect(again.last).toBeLessThan(0.1);
  });

  it("are not repeated", async () => {
    const here = world();
    const whole = await outcomeOf(here, gce(1), file);
    const lines = readFileSync(file, "utf8");
    expect(await outcomeOf(here, gce(1), file)).toEqual(whole);
    expect(readFileSync(file, "utf8")).toBe(lines);
    expect(existsSync(join(`${file}.going`, "gce symmetric 0"))).toBe(false);
  });

  it("go on where they were killed, with the best accuracy seen before", async () => {
    const { images, size, classes, train: learnt, predict } = colourWorld(120, 10, 3);
    const data = { images, size, classes, train: learnt, predict };
    const pictures = images.subarray(0, 60 * size * size * 3);
    let looks = 0;
    const watch = { every: 2, pictures, side: size, accuracy: () => 1 / ++looks };
    const undisturbed = await train(data, small, (await going(join(folder, "whole"), "one", watch)).hooks);

    looks = 0;
    const killed = await going(join(folder, "killed"), "one", watch);
    const cancelled = () => looks > 0;
    await expect(train(data, small, { ...killed.hooks, cancelled })).rejects.toThrow(TrainingError);
    const second = await going(join(folder, "killed"), "one", watch);
    const result = await train(data, small, second.hooks);
    expect(result.probabilities).toEqual(undisturbed.probabilities);
    expect(looks).toBe(2); // epochs 2 and 4, and neither of them twice
    expect(second.best()).toBe(1);
    // what another training left under the same name is not taken for its own
    const other = await going(join(folder, "killed"), "one", { ...watch, accuracy: () => 0.1 });
    await train(data, { ...small, seed: 1 }, other.hooks);
    expect(other.best()).toBe(0.1);
    await second.finish();
    expect(readdirSync(join(folder, "killed"))).toEqual([]);
  });

  it("a line that a kill cut short is not one", () => {
    writeFileSync(file, '{"method":"ce","noi');
    expect(readLines(file, outcome)).toEqual([]);
  });
});

describe("candidates", () => {
  const tried = (name: string, noise: "human1" | "symmetric", aside: number) => ({
    name,
    noise,
    seed: 0,
    aside,
  });
  it("are compared where they were tried in every world; of equal ones the earlier wins", () => {
    const trials = [
      tried("a", "human1", 0.5),
      tried("a", "symmetric", 0.75),
      tried("b", "human1", 0.75),
      tried("b", "symmetric", 0.5),
      tried("c", "human1", 1), // not tried with symmetric noise
      tried("d", "human1", 0.25),
      tried("d", "symmetric", 0.25),
    ];
    expect(ranked(trials, ({ name }) => name)).toEqual([
      { name: "a", aside: 0.625, worlds: 2 },
      { name: "b", aside: 0.625, worlds: 2 },
      { name: "d", aside: 0.25, worlds: 2 },
    ]);
    expect(ranked([], () => "")).toEqual([]);
  });

  it("stand in the page by method, the best first, whatever gold says", () => {
    const trial = (method: "elr" | "gce", setting: number, aside: number, last: number) => ({
      ...outcome.parse({
        ...{ method, noise: "human1", seed: 0, hyper: {}, aside, last },
        ...{ best: 0, fitted: 1, memorised: 1, seconds: 1 },
      }),
      candidate: JSON.stringify({ setting }),
    });
    const rows = choiceTable([trial("gce", 1, 0.2, 0.9), trial("elr", 1, 0.1, 0), trial("gce", 2, 0.3, 0.1)]);
    const cells = rows.split("\n").map((row) => row.split("|").map((cell) => cell.trim()));
    expect(cells.slice(2).map(([, ...row]) => row.slice(0, 3))).toEqual([
      ["GCE", "setting 2", "30.0"],
      ["", "setting 1", "20.0"],
      ["ELR", "setting 1", "10.0"],
    ]);
  });

  it("that were not tried in every world stand below those that were, without a mean", () => {
    const trial = (setting: number, noise: "human1" | "symmetric", aside: number) => ({
      ...outcome.parse({
        ...{ method: "elr", noise, seed: 0, hyper: {}, aside, last: 0 },
        ...{ best: 0, fitted: 1, memorised: 1, seconds: 1 },
      }),
      candidate: JSON.stringify({ setting }),
    });
    const rows = choiceTable([
      trial(3, "human1", 0.8),
      trial(2, "human1", 0.9),
      trial(1, "human1", 0.1),
      trial(1, "symmetric", 0.3),
    ]);
    const cells = rows.split("\n").map((row) => row.split("|").map((cell) => cell.trim()));
    expect(cells.slice(2).map((row) => row.slice(2, 6))).toEqual([
      ["setting 1", "10.0", "30.0", "20.0"],
      ["setting 2", "90.0", "", ""],
      ["setting 3", "80.0", "", ""],
    ]);
  });

  it("include what each method's defaults are", () => {
    for (const [method, tried] of Object.entries(candidates)) {
      const hyper = (given: Record<string, unknown>) =>
        complete({ method: outcome.shape.method.parse(method), noise: "human1", seed: 0, hyper: given })
          .hyper;
      expect(tried.map(hyper), method).toContainEqual(hyper({}));
    }
  });
});

describe("the page's table", () => {
  const line = (method: "ce" | "elr", seed: number, last: number) =>
    outcome.parse({
      ...complete({ method, noise: "human1", seed, hyper: {} }),
      ...{ aside: 0.5, best: 0.6, last, fitted: 1, memorised: 0.25, seconds: 1 },
    });

  it("has a line a method, the best last accuracy first, means over seeds", () => {
    const rows = table([line("ce", 0, 0.5), line("ce", 1, 0.52), line("elr", 0, 0.6)])
      .split("\n")
      .map((row) =>
        row
          .split("|")
          .map((cell) => cell.trim())
          .slice(1, 5),
      );
    expect(rows.slice(2)).toEqual([
      ["ELR", "60.0", "60.0", "25.0"],
      ["CE", "60.0", "51.0 ± 1.0", "25.0"],
    ]);
  });

  it("leaves out what was trained with other than the defaults", () => {
    const other = { ...line("elr", 0, 0.9), hyper: { ...line("elr", 0, 0.9).hyper, lambda: 1 } };
    expect(table([line("ce", 0, 0.5), other])).not.toContain("ELR");
  });

  it("replaces itself and nothing else", () => {
    const page = withTable("# Title\n\nText.\n", "| old |");
    const again = withTable(`${page}\nMore.\n`, "| new |");
    expect(again).toContain("| new |");
    expect(again).not.toContain("| old |");
    expect(again.startsWith("# Title\n\nText.\n")).toBe(true);
    expect(again.endsWith("\nMore.\n")).toBe(true);
  });
});
