import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const python = (...args: string[]) => spawnSync("python3", args, { encoding: "utf8" });
const numpy = python("-c", "import numpy").status === 0;

it.skipIf(!numpy)(
  `test/vectors is what its generator computes${numpy ? "" : " (skipped: python3 has no NumPy here)"}`,
  () => {
    const { status, stdout, stderr } = python(`${import.meta.dirname}/../../vectors/generate.py`, "--check");
    expect(stdout + stderr).not.toMatch(/differs|Error/);
    expect(status).toBe(0);
    expect(stdout.match(/: ok$/gm)).toHaveLength(23);
  },
);
