import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { defineCommand, stop } from "./command.ts";

export const command = defineCommand({
  about: `Copies database, images and checkpoints, consistently, while people go on labelling.
To restore, stop Tandem and start it with TANDEM_DATA set to the copy.`,
  positionals: ["folder"],
  flags: z.object({ folder: z.string().min(1).describe("where the copy goes: a new or empty folder") }),
  async run({ folder: target }) {
    if (existsSync(target) && readdirSync(target).length > 0) stop(`${target} is not empty.`);
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
  },
});
