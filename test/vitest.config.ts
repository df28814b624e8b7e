import "./quick-disk.ts";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./longest-first.ts";

const hostile = "test/hostile/**/*.test.ts";
/** Minutes, and gone through in short elsewhere: `TANDEM_LONG=1 npm run test:unit` runs these too. */
const long =
  process.env.TANDEM_LONG === "1"
    ? []
    : [
        // what it kills is killed one by one in test/workers and in kill.test.ts too
        "test/hostile/loop-kill.test.ts",
        // features.test.ts goes the same way with an encoder for small pictures
        "test/workers/photographs.test.ts",
        // features.test.ts loses and makes again a file of features
        "test/workers/lost-encoder.test.ts",
      ];
const shared = ["test/lib/**/*.test.ts", "test/db/**/*.test.ts", "test/study/**/*.test.ts"];

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    testTimeout: 60_000,
    // one more than cores: who kills a worker waits until its job's lease has run out
    maxWorkers: 3,
    execArgv: ["--import", `${import.meta.dirname}/../workers/quick-imports.ts`],
    sequence: { sequencer: LongestFirst },
    env: { TANDEM_JOB_LEASE_SECONDS: "8" },
    projects: [
      {
        extends: true,
        test: {
          name: "units",
          include: ["test/**/*.test.ts"],
          exclude: ["test/bench/**", hostile, ...shared, ...long, "node_modules/**"],
        },
      },
      {
        // What keeps nothing between its tests need not be loaded afresh for each file.
        extends: true,
        test: { name: "lib", include: shared, isolate: false },
      },
      {
        // Against the pages as they are built, so they are built once and not by two files at a time.
        extends: true,
        test: {
          name: "hostile",
          include: [hostile],
          exclude: long,
          globalSetup: "./test/hostile/build.ts",
        },
      },
    ],
  },
});
