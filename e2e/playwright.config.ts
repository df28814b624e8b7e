import { defineConfig } from "playwright/test";
import { ensureChromium } from "./chromium.ts";
import "../test/quick-disk.ts";
import "../workers/quick-imports.ts";

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  timeout: 180_000,
  expect: { timeout: 15_000 },
  globalSetup: "./build.ts",
  // One more than cores: each file has a server, a worker and a database of its own, and waits half of its time.
  workers: 3,
  // On a shared machine a page may miss its seconds; what passes only then is listed as flaky.
  retries: 1,
  // What the loop's spec goes through too, or test/workers: `TANDEM_LONG=1 npm run test:e2e` runs it all.
  ...(process.env.TANDEM_LONG !== "1" && { grepInvert: /@long/ }),
  forbidOnly: process.env.CI === "true",
  reporter: [["list"]],
  use: {
    actionTimeout: 30_000,
    viewport: { width: 1280, height: 800 },
    trace: "on-first-retry",
    launchOptions: {
      executablePath: ensureChromium(),
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        // Without a card its work is software on the cores that the server needs.
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
