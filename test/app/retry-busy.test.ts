import { spawn } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase, write } from "#db/client.ts";
import { healthProbe } from "#db/schema.ts";
import { retryBusy } from "../../app/_server/retry-busy.ts";
import { storageRefusal } from "../../app/_server/storage-refusal.ts";
import { newDatabase } from "../db/world.ts";

/** Another process that holds the database for a while, ms. Resolves when it does. */
async function locked(path: string, ms: number): Promise<void> {
  const script = `const d = new (require("better-sqlite3"))(process.argv[1]); d.exec("begin exclusive"); console.log("locked"); setTimeout(() => process.exit(), ${ms});`;
  const child = spawn(process.execPath, ["-e", script, path]);
  onTestFinished(() => void child.kill("SIGKILL"));
  await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
}

test("a write waits while another process holds the database, and this one goes on meanwhile", async () => {
  const { path } = newDatabase();
  const { db, sqlite, close } = openDatabase(path, 20);
  onTestFinished(close);
  await locked(path, 1000);
  let [turns, tries] = [0, 0];
  const timer = setInterval(() => turns++, 10);
  onTestFinished(() => clearInterval(timer));
  await retryBusy(() => {
    tries++;
    return write(db, (tx) => tx.insert(healthProbe).values({ id: 1, at: tries }).run());
  });
  expect(tries).toBeGreaterThan(2);
  expect(turns).toBeGreaterThan(tries); // it was not busy waiting
  expect(sqlite.prepare("select at from health_probe").pluck().all()).toEqual([tries]);
});

test("what is no lock is thrown on at once, and what the disk does has a sentence", async () => {
  let tries = 0;
  const broken = retryBusy(() => {
    tries++;
    throw Object.assign(new Error("disk"), { code: "SQLITE_FULL" });
  });
  const error = await broken.catch((caught: unknown) => caught);
  expect(tries).toBe(1);
  expect(storageRefusal(error)?.status).toBe(507);
  expect(storageRefusal(new Error("wrapped", { cause: error }))?.status).toBe(507);
  expect(storageRefusal(Object.assign(new Error("x"), { code: "SQLITE_BUSY_SNAPSHOT" }))?.status).toBe(503);
  expect(storageRefusal(new Error("a bug"))).toBeNull();
});
