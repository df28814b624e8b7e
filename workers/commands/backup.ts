/** `npm run backup -- FOLDER`: a copy of database and images that is consistent while people go on labelling. */
import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";

const [target] = process.argv.slice(2);
if (!target || target === "--help") {
  console.log(`npm run backup -- FOLDER

Copies database, images and checkpoints of $TANDEM_DATA (default ./data) into a new or empty folder.
To restore, stop Tandem and start it with TANDEM_DATA set to the copy.`);
  process.exit(target ? 0 : 1);
}
if (existsSync(target) && readdirSync(target).length > 0) {
  console.error(`${target} is not empty.`);
  process.exit(1);
}
const dir = dataDir();
mkdirSync(target, { recursive: true });
// The database first: packs are written before the rows that name them, so the later copy of the packs has all of them.
const { sqlite, close } = openDatabase(dir.database);
await sqlite.backup(join(target, "tandem.db"));
close();
for (const folder of [dir.packs, dir.tensors, dir.checkpoints, dir.secret]) {
  if (existsSync(folder))
    cpSync(folder, join(target, folder.slice(dir.root.length + 1)), { recursive: true });
}
console.log(`Backed up to ${target}.`);
