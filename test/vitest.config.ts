import { defineConfig } from "vitest/config";

const hostile = "test/hostile/**/*.test.ts";
const pure = "test/lib/**/*.test.ts";

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    testTimeout: 60_000,
    // one more than cores: who kills a worker waits until its job's lease has run out
    maxWorkers: 3,
    env: { TANDEM_JOB_LEASE_SECONDS: "8" },
    projects: [
      {
        extends: true,
        test: {
          name: "units",
          include: ["test/**/*.test.ts"],
          exclude: ["test/bench/**", hostile, pure, "node_modules/**"],
        },
      },
      {
        // What is pure need not be loaded afresh for each file.
        extends: true,
        test: { name: "lib", include: [pure], isolate: false },
      },
      {
        // Against the pages as they are built, so they are built once and not by two files at a time.
        extends: true,
        test: { name: "hostile", include: [hostile], globalSetup: "./test/hostile/build.ts" },
      },
    ],
  },
});
