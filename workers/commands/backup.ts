import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { numbered } from "#lib/numbers.ts";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { ownBucket } from "#db/packs/bucket.ts";
import type { BucketPack } from "#db/schema.ts";
import { makeBackup } from "../backup/make.ts";
import { copyDataDir } from "../backup/snapshot.ts";
import { useDataDir } from "../data-folder.ts";
import { lookForPacks } from "../packs-in-bucket.ts";
import { defineCommand, stop } from "./command.ts";

export const command = defineCommand({
  about: `Copies database, pictures and weights, consistently, while people go on labelling, and verifies the copy.
Uploads that wait for their import are left out, and so are packs in a bucket: they stay there for the backup. npm run restore brings it back.`,
  positionals: ["folder"],
  flags: z.object({
    folder: z.string().min(1).describe("where the copy goes: a new or empty folder"),
    secret: z
      .boolean()
      .default(false)
      .describe("copy the key that signs sessions too, so that people stay signed in after a restore"),
    quick: z.boolean().default(false).describe("verify only every hundredth picture"),
  }),
  async run({ folder, secret, quick }) {
    const dir = dataDir();
    if (!existsSync(dir.database)) stop(`There is nothing to back up in ${dir.root}.`);
    const release = useDataDir(dir);
    const { sqlite, close } = openDatabase(dir.database);
    try {
      let inBucket: BucketPack[] = [];
      const fill = async (target: string) => {
        const files = await copyDataDir(dir, sqlite, target, secret);
        inBucket = await lookForPacks(join(target, "tandem.db"), ownBucket());
        return files;
      };
      const { manifest, pictures } = await makeBackup(folder, "all", fill, { quick });
      const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
      console.log(
        `Backed up to ${folder}: ${(bytes / 1e6).toFixed(1)} MB, ${numbered(pictures, "picture")} verified.`,
      );
      if (inBucket.length > 0)
        console.log(
          `${numbered(inBucket.length, "pack")} stayed in the bucket, and ${inBucket.length === 1 ? "is" : "are"} there; the backup knows them by their SHA-256.`,
        );
    } finally {
      close();
      release();
    }
  },
});
