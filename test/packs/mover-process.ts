/** Moves the packs of a data folder (its argument) as the worker's job does, to where its second argument says. */
import { openDatabase, write } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { fenceOf } from "#db/job-queue.ts";
import { claimJob, handBack } from "#db/jobs/lifecycle.ts";
import { ownBucket } from "#db/packs/bucket.ts";
import { movePacks } from "#db/packs/move.ts";
import { askToMove, placements } from "#db/packs/placement.ts";
import { jobs } from "#db/schema.ts";

const [folder = "", wanted = ""] = process.argv.slice(2);
const to = placements.find((place) => place === wanted);
const dir = dataDir(folder);
const { db, close } = openDatabase(dir.database);
const bucket = ownBucket();
db.update(jobs).set({ state: "finished" }).run(); // of the process before, which was killed
if (!to || !bucket) throw new Error("where to?");
write(db, (tx) => askToMove(tx, to, null, Date.now()));
const job = claimJob(db, "mover", "packs", Date.now());
if (!job) throw new Error("no job");
await bucket.size("nothing"); // connected
process.stdout.write("moving\n");
await movePacks({ db, dir, bucket, fence: fenceOf(job), now: Date.now }, to, {
  report: () => undefined,
  goOn: () => true,
  check: () => undefined,
});
handBack(db, fenceOf(job), Date.now());
close();
process.exit(0);
