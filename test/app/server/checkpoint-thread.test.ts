import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { openReader } from "#db/client.ts";
import { newDatabase } from "../../db/world.ts";

const file = join(import.meta.dirname, "..", "..", "..", "app", "_server", "checkpoint-thread.ts");

test("a long log and somebody who reads for long: whoever writes is let in all the same", async () => {
  const { path, sqlite } = newDatabase();
  const writer = new Database(path, { timeout: 200 });
  const reader = openReader(path);
  const thread = new Worker(file, { workerData: path });
  onTestFinished(async () => {
    await thread.terminate();
    writer.close();
    reader.close();
  });
  writer.pragma("wal_autocheckpoint = 0");
  writer.exec("create table filler (text text)");
  const fill = writer.prepare(
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < 200)
     insert into filler select hex(randomblob(2000)) from n`,
  );
  reader.sqlite.exec("begin");
  reader.sqlite.prepare("select count(*) from filler").get();
  let refused = 0;
  for (let i = 0; i < 60; i++) {
    try {
      fill.run();
    } catch {
      refused++;
    }
    await sleep(25);
  }
  expect(refused).toBe(0);
  const length = () => statSync(`${path}-wal`).size;
  expect(length()).toBeGreaterThan(4000 * 4096);

  // The reader is done: the log is begun anew by one of the next writes, and does not grow for ever.
  reader.sqlite.exec("commit");
  const pages = () => {
    writer.exec("insert into filler values ('one more')");
    return z.tuple([z.object({ log: z.number() })]).parse(sqlite.pragma("wal_checkpoint(PASSIVE)"))[0].log;
  };
  await expect.poll(pages, { timeout: 20_000 }).toBeLessThan(4000);
});
