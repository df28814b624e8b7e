import { statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { finishedExport } from "../../e2e/exported.ts";
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

test("61 checkpoint starvation: an export that is written meanwhile, and live pages, let the write-ahead log be begun anew", async () => {
  const { admin, researcher, tandem } = server();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { signal } = stop;
  const exported = finishedExport(
    async (method, path, body) => {
      const reply = await (method === "GET" ? admin.fetch(path) : admin.send(path, body));
      return { status: reply.status, text: await reply.text() };
    },
    "birds",
    { format: "jsonl" },
  );
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
  expect((await exported)[0]?.bytes).toBeGreaterThan(items * 100);
}, 120_000);
