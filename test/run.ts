/** `npm test`: everything that must hold before a change lands, one step after the other, stopping at the first failure. */
import { spawnSync } from "node:child_process";

const bin = (name: string) => `node_modules/.bin/${name}`;
const steps: [string, string, string[]][] = [
  ["format", bin("prettier"), ["--check", "."]],
  ["route types", bin("next"), ["typegen"]],
  ["types", bin("tsc"), ["--noEmit", "-p", "."]],
  ["lint", bin("eslint"), ["."]],
  ["unit and integration tests", bin("vitest"), ["run", "--config", "test/vitest.config.ts"]],
  ["end-to-end tests in Chromium", bin("playwright"), ["test", "--config", "e2e/playwright.config.ts"]],
];

for (const [name, command, args] of steps) {
  console.log(`\n── ${name}`);
  const started = Date.now();
  const { status } = spawnSync(command, args, {
    stdio: "inherit",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (status !== 0) {
    console.error(`\n✗ ${name} failed`);
    process.exit(1);
  }
  console.log(`✓ ${name} (${Math.round((Date.now() - started) / 1000)} s)`);
}
console.log(`\n${steps.length} passed, 0 failed`);
