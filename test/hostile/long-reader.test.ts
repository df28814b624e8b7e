import { statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { birds } from "./birds.ts";
import { hostileServer } from "./server.ts";

const server = hostileServer();
const MB = 1024 ** 2;
const items = 200_000;

beforeAll(async () => {
  const { tandem } = server();
  await birds(tandem, "birds", 4);
  const { sqlite, close } = openDatabase(dataDir(tandem.data).database);
  sqlite
    .prepare(
      `with recursive n (i) as (select 4 union all select i + 1 from n where i + 1 < ?)
       insert into items (projectId, ordinal, name, hash, gold, draw)
       select projectId, n.i, 'a picture with a rather long name ' || n.i, hash, gold, 0.5
       from n, (select * from items limit 1)`,
    )
    .run(items);
  close();
}, 120_000);

test("61 checkpoint starvation: an export that nobody reads on, and live pages, let the write-ahead log be begun anew", async () => {
  const { admin, researcher, tandem } = server();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { signal } = stop;
  const exported = await admin.fetch("/api/export/birds?format=jsonl", { signal });
  const reader = exported.body?.getReader();
  expect((await reader?.read())?.done).toBe(false); // and no further
  await researcher.fetch("/api/live?project=birds", { signal });
  await researcher.fetch("/research/birds");

  const path = dataDir(tandem.data).database;
  const { sqlite, close } = openDatabase(path);
  onTestFinished(close);
  sqlite.pragma("synchronous = OFF");
  sqlite.exec("create table filler (bytes blob)");
  const fill = sqlite.prepare("insert into filler values (randomblob(250000))");
  const length = () => statSync(`${path}-wal`).size;
  const before = length();
  let longest = 0;
  for (let i = 0; i < 480; i++) {
    fill.run();
    longest = Math.max(longest, length());
    await sleep(15);
  }
  sqlite.exec("drop table filler");
  // 120 MB were written; it is begun anew after 16, but its file stays as long as it once was
  expect(longest - before).toBeLessThan(40 * MB);

  // and the export is whole all the same
  let bytes = 0;
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read())
    bytes += next.value.length;
  expect(bytes).toBeGreaterThan(items * 100);
}, 120_000);
