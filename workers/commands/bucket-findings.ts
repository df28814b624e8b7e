import { existsSync } from "node:fs";
import { join } from "node:path";
import { numbered } from "#lib/numbers.ts";
import { Expected } from "#lib/expected.ts";
import { type Bucket, ownBucket } from "#db/packs/bucket.ts";
import { isBucketError } from "#db/packs/bucket-error.ts";
import { lookForPacks } from "../packs-in-bucket.ts";

export type BucketFindings = { ok: boolean; words: string };

/**
 * Can the bucket be written, read and tidied up, and is everything there that the data folder says?
 * @returns null where no bucket is set, and none is needed
 */
export async function examineBucket(): Promise<BucketFindings | null> {
  try {
    const bucket = ownBucket();
    const started = performance.now();
    if (bucket) await goThrough(bucket);
    const took = Math.round(performance.now() - started);
    const database = join(process.env.TANDEM_DATA ?? "data", "tandem.db");
    const packs = existsSync(database) ? await lookForPacks(database, bucket) : [];
    if (!bucket) return null;
    const there = packs.length === 0 ? "" : `; ${numbered(packs.length, "pack")} there`;
    return { ok: true, words: `${bucket.settings.bucket}: written, read and removed in ${took} ms${there}` };
  } catch (error) {
    if (error instanceof Expected || isBucketError(error)) return { ok: false, words: error.message };
    throw error;
  }
}

/** A file that is there anyhow, some bytes long. */
const sample = import.meta.filename;
const sampleBytes = 64;

async function goThrough(bucket: Bucket): Promise<void> {
  const key = `${bucket.settings.prefix}doctor-${process.pid}`;
  await bucket.put(key, sample, sampleBytes);
  try {
    await bucket.range(key, 8, 16);
  } finally {
    await bucket.remove(key);
  }
}
