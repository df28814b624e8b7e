import { join, resolve } from "node:path";
import { z } from "zod";
import { numbered } from "#lib/numbers.ts";
import { dataDir } from "#db/data-dir.ts";
import { holdDataDir } from "#db/data-lock.ts";
import { ownBucket } from "#db/packs/bucket.ts";
import { bringBack } from "../backup/bring-back.ts";
import { readManifest } from "../backup/manifest.ts";
import { verifyBackup } from "../backup/verify.ts";
import { holderNow } from "../data-folder.ts";
import { lookForPacks } from "../packs-in-bucket.ts";
import { defineCommand } from "./command.ts";

export const command = defineCommand({
  about: `Verifies a backup and puts it into the data folder, which nobody may be using. What was there is kept
beside it. The next npm start brings the database of an older version up to date.`,
  positionals: ["backup"],
  flags: z.object({
    backup: z.string().min(1).describe("folder that npm run backup wrote, or one of data/backups"),
    into: z.string().optional().describe("data folder (default: as --data)").meta({ value: "FOLDER" }),
    replace: z
      .boolean()
      .default(false)
      .describe("put it in the place of what the folder holds, which is kept"),
    quick: z.boolean().default(false).describe("verify only every hundredth picture"),
  }),
  async run({ backup, into, replace, quick }) {
    const dir = dataDir(into);
    const release = holdDataDir(dir, "alone", holderNow("restores a backup into it"), 2000);
    try {
      const manifest = readManifest(backup);
      const packs = manifest.holds === "database" ? { packs: dir.packs } : {};
      const pictures = await verifyBackup(backup, manifest, { quick, ...packs });
      await lookForPacks(join(backup, "tandem.db"), ownBucket());
      const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "");
      const aside = await bringBack(resolve(backup), manifest, dir, { replace, stamp });
      console.log(
        `Restored the backup of ${manifest.madeAt} into ${dir.root}; ${numbered(pictures, "picture")} verified.` +
          (aside === null ? "" : ` What was there is in ${aside}.`),
      );
    } finally {
      release();
    }
  },
});
