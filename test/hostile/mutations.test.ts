import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { newFolder } from "../lib/formats/files.ts";

const tally = z.object({ imported: z.int(), refused: z.int(), memory: z.number() });
/** With `TANDEM_LONG=1` more of them; they come from one stream of random numbers, so the first are the same. */
const many = process.env.TANDEM_LONG === "1" ? 500 : 150;
/** Twice what the process takes with nothing but good files, MB. */
const mostMemory = 500;

test.each(["zip", "csv", "png", "jpeg", "webp"])(
  `${many} mutated files, %s: each is imported or refused with a sentence, in bounded memory`,
  async (format) => {
    const args = ["test/hostile/mutations-process.ts", format, String(many), newFolder()];
    // An unexpected exception ends the process with another code than 0, which rejects here.
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { imported, refused, memory } = tally.parse(JSON.parse(stdout));
    expect(imported + refused).toBe(many);
    // The mutations are neither all harmless nor all fatal.
    expect(imported).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(many / 20);
    expect(memory).toBeLessThan(mostMemory);
  },
  300_000,
);

/** Of the formats that other tools write: fewer, as each is a dataset. */
const manyOthers = process.env.TANDEM_LONG === "1" ? 80 : 40;

test.each([
  "cifar-python.tar.gz",
  "cifar-python",
  "idx",
  "idx labels",
  "parquet",
  "parquet of datasets",
  "metadata.jsonl",
  "webdataset",
  "tar",
  "torch",
  "torch before 1.6",
  "npz",
  "npy",
  "pickle",
  "label-studio",
  "argilla",
  "coco",
  "coco with pictures",
  "label-studio with pictures",
  "answers.jsonl",
  "predictions.jsonl",
  "crowd.csv",
  "crowd.zip",
  "counts.npy",
])(
  `${manyOthers} mutated files, %s: each is imported, or refused with a sentence that names it, and nothing is stored then`,
  async (format) => {
    const args = ["test/hostile/mutated-formats-process.ts", format, String(manyOthers), newFolder()];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { imported, refused, memory } = tally.parse(JSON.parse(stdout));
    expect(imported + refused).toBe(manyOthers);
    expect(refused).toBeGreaterThan(0);
    expect(memory).toBeLessThan(mostMemory);
  },
  300_000,
);
