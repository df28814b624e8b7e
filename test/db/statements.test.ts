import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

/**
 * better-sqlite3 12 aborted Node 24 when the collector freed statements: "Assertion failed: (env) !=
 * nullptr" in ~Statement(). drizzle prepares one for nearly every query, so any process could die of it.
 */
test("many prepared statements are collected without taking the process down", () => {
  const script = `
    import { openDatabase } from "#db/client.ts";
    const { sqlite } = openDatabase(":memory:");
    let sum = 0;
    for (let i = 0; i < 20_000; i++) sum += sqlite.prepare("select " + i + " as x").pluck().get();
    for (let i = 0; i < 5; i++) {
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    console.log(sum);`;
  const args = ["--expose-gc", "--input-type=module", "--eval", script];
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(stderr).toBe("");
  expect({ status, signal, stdout }).toEqual({
    status: 0,
    signal: null,
    stdout: `${(20_000 * 19_999) / 2}\n`,
  });
});
