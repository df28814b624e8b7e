import { defineConfig } from "vitest/config";

const hostile = "test/hostile/**/*.test.ts";

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    testTimeout: 60_000,
    // one more than cores: who kills a worker waits half a minute until its job's lease has run out
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: "units",
          include: ["test/**/*.test.ts"],
          exclude: ["test/bench/**", hostile, "node_modules/**"],
        },
      },
      {
        // Against the pages as they are built, so they are built once and not by two files at a time.
        extends: true,
        test: { name: "hostile", include: [hostile], globalSetup: "./test/hostile/build.ts" },
      },
    ],
  },
});
