import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodePng } from "#lib/formats/image.ts";
import { modelCard, type ModelFacts } from "#lib/report/model-card.ts";
import { onnxModel } from "#lib/train/onnx-model.ts";
import { train } from "#lib/train/train.ts";
import { colourWorld, recorder, small } from "#test/lib/train/world.ts";

const world = colourWorld(120, 16, 3);
const classes = ["red one", 'the "green"', "blau, 青"];
const facts: ModelFacts = {
  file: "model.onnx",
  batch: 1,
  run: { id: 3, name: "CE on anna #3", method: "CE", backbone: "Quick network", labels: "anna" },
  project: "Colours | <b>",
  synthetic: true,
  classes,
  size: 16,
  folds: 1,
  trainItems: 80,
  predictedItems: 40,
  accuracy: 0.9,
  goldItems: 40,
  temperature: 1,
  seed: 1,
  encoder: null,
};
const card = modelCard(facts);
const block = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(card)?.[1] ?? "";

// Inside the project, so that the program finds what it imports as it would in somebody's own.
const results = join(import.meta.dirname, "../../../test-results");
let folder: string;
let stored: number[];
beforeAll(async () => {
  mkdirSync(results, { recursive: true });
  folder = mkdtempSync(join(results, "model-"));
  const { checkpoint, probabilities } = await train(world, { ...small, epochs: 3 }, recorder());
  stored = [...probabilities.subarray(0, 3)];
  writeFileSync(join(folder, "model.onnx"), onnxModel([checkpoint], 1, {}));
  const row = world.predict.rows[0] ?? 0;
  const pixels = world.images.subarray(row * 16 * 16 * 3, (row + 1) * 16 * 16 * 3);
  writeFileSync(join(folder, "picture.png"), await encodePng(pixels, 16));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a program printed: a line a class, its probability last. */
function expectStored(stdout: string): void {
  const lines = stdout.trim().split("\n");
  expect(lines.map((line) => line.slice(0, line.lastIndexOf(" ")))).toEqual(classes);
  for (const [place, line] of lines.entries())
    expect(Number(line.slice(line.lastIndexOf(" ")))).toBeCloseTo(stored[place] ?? NaN, 3);
}

test("the card's TypeScript gives the stored probabilities", async () => {
  writeFileSync(join(folder, "use.ts"), block("ts"));
  const { stdout } = await promisify(execFile)(process.execPath, ["use.ts", "picture.png"], { cwd: folder });
  expectStored(stdout);
});

const python = spawnSync("python3", ["-c", "import numpy, onnxruntime, PIL"], { encoding: "utf8" });
test.skipIf(python.status !== 0)(
  "the card's Python gives the stored probabilities (skipped where python3 lacks onnxruntime, numpy or Pillow)",
  async () => {
    writeFileSync(join(folder, "use.py"), block("python"));
    const { stdout } = await promisify(execFile)("python3", ["use.py", "picture.png"], { cwd: folder });
    expectStored(stdout);
  },
);

test("names do not break the card, and an unknown accuracy is not 0", () => {
  expect(card).not.toContain("<b>");
  expect(card.split("\n").filter((line) => line.startsWith("| Project"))).toHaveLength(1);
  const unknown = modelCard({ ...facts, accuracy: null, goldItems: 0 });
  expect(unknown).toContain("not known");
  expect(unknown).not.toContain("0.00 %");
});

test("of a machine on pre-trained features the card says so, and whose they are", () => {
  const encoder = { name: "Edges | 2", width: 64, size: 48, hash: "ab12" };
  const told = modelCard({ ...facts, encoder });
  expect(told).toContain("Pre-trained");
  expect(told).toContain("Edges \\| 2");
  expect(told).toContain("ab12");
  expect(card).not.toContain("Pre-trained");
});
