/**
 * `npm run bench:kill`: kill -9 of web and worker while a hundred people label.
 *   npm run bench:kill -- --rounds 50 --people 100 --overlap 1 --policy threshold
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { setPolicy } from "./serve/policy.ts";
import { killRounds } from "./serve/kill-rounds.ts";
import { makeLargeProject } from "./large-dataset.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { buildPages } from "#workers/commands/start/build.ts";

const number = z.coerce.number().int().min(1);
const { rounds, people, overlap, items, policy } = z
  .object({
    rounds: number.default(50),
    people: number.default(100),
    overlap: number.default(1),
    items: number.default(200_000),
    policy: z.string().default("threshold"),
  })
  .parse(
    parseArgs({
      options: Object.fromEntries(
        ["rounds", "people", "overlap", "items", "policy"].map((name) => [name, { type: "string" as const }]),
      ),
    }).values,
  );
buildPages(console.log);
const folder = mkdtempSync(join(tmpdir(), "tandem-kill-"));
const dir = dataDir(folder);
const made = openDatabase(dir.database);
migrateDatabase(made);
const wanted = { items, overlap, people: Math.max(people, 100), trainShare: 0.1 };
const projectId = await makeLargeProject(made, dir, wanted);
if (policy !== "threshold") await setPolicy(made.db, projectId, policy);
made.close();
const result = await killRounds({ folder, rounds, people, worker: true, say: console.log });
console.log(`${rounds} rounds, ${people} people, ${policy}, overlap ${overlap}: ${JSON.stringify(result)}`);
rmSync(folder, { recursive: true, force: true });
const { lost, twice, beyond, miscounted } = result;
process.exit(lost + twice + beyond + miscounted === 0 ? 0 : 1);
