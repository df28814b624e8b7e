/**
 * `npm test`: everything that must hold before a change lands. What only reads the sources is done at the same time,
 * then one step after the other, stopping at the first failure.
 */
import { spawn } from "node:child_process";

type Step = [name: string, command: string, args: string[]];

const bin = (name: string) => `node_modules/.bin/${name}`;
const typegen: Step = ["route types", bin("next"), ["typegen"]];
const reading: Step[] = [
  ["lint", bin("eslint"), ["."]],
  ["types", bin("tsc"), ["--noEmit", "-p", "."]],
  ["format", bin("prettier"), ["--check", "."]],
];
const running: Step[] = [
  ["unit and integration tests", bin("vitest"), ["run", "--config", "test/vitest.config.ts"]],
  ["end-to-end tests in Chromium", bin("playwright"), ["test", "--config", "e2e/playwright.config.ts"]],
];

/** @param shown at once; otherwise what it says follows when it has ended, so that two do not speak at a time */
function run([name, command, args]: Step, shown: boolean): Promise<boolean> {
  if (shown) console.log(`\n── ${name}`);
  const started = Date.now();
  const child = spawn(command, args, {
    stdio: shown ? "inherit" : ["ignore", "pipe", "pipe"],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  const said: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => said.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => said.push(chunk));
  return new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(error);
      resolve(false);
    });
    child.once("close", (status) => {
      if (!shown) console.log(`\n── ${name}\n${Buffer.concat(said).toString()}`);
      const seconds = Math.round((Date.now() - started) / 1000);
      console.log(status === 0 ? `✓ ${name} (${seconds} s)` : `✗ ${name} failed`);
      resolve(status === 0);
    });
  });
}

const typed = await run(typegen, true);
const read = typed && (await Promise.all(reading.map((step) => run(step, false)))).every(Boolean);
if (!read) process.exit(1);
for (const step of running) if (!(await run(step, true))) process.exit(1);
console.log(`\n${1 + reading.length + running.length} passed, 0 failed`);
