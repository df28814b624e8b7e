import { expect, onTestFinished, test } from "vitest";
import { openReader, write, writePart } from "#db/client.ts";
import { newDatabase } from "./world.ts";

test("60 power loss: each commit is on the disk before it is acknowledged, by whichever connection", () => {
  const { sqlite, path } = newDatabase();
  expect(sqlite.pragma("journal_mode", { simple: true })).toBe("wal");
  expect(sqlite.pragma("synchronous", { simple: true })).toBe(2); // FULL: the log is synced at every commit
  expect(sqlite.pragma("foreign_keys", { simple: true })).toBe(1);
  const reader = openReader(path);
  expect(() => reader.sqlite.exec("create table x (y)")).toThrow("readonly");
  reader.close();
});

test("60 a part of long work does not wait for the disk; what is written after it does, also where a part failed", () => {
  const { db, sqlite } = newDatabase();
  const waits = () => sqlite.pragma("synchronous", { simple: true });
  expect([writePart(db, waits), waits(), write(db, waits)]).toEqual([1, 2, 2]);
  expect(() =>
    writePart(db, () => {
      throw new Error("failed");
    }),
  ).toThrow("failed");
  expect(waits()).toBe(2);
});

test("with another program to carry the log over, no connection of Tandem's does", () => {
  const carries = () => newDatabase().sqlite.pragma("wal_autocheckpoint", { simple: true });
  const before = process.env.TANDEM_CHECKPOINTS;
  process.env.TANDEM_CHECKPOINTS = "0";
  onTestFinished(() => {
    if (before === undefined) delete process.env.TANDEM_CHECKPOINTS;
    else process.env.TANDEM_CHECKPOINTS = before;
  });
  expect(carries()).toBe(0);
  delete process.env.TANDEM_CHECKPOINTS;
  expect(carries()).toBe(16_384);
});
