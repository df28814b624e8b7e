import { db, dir } from "./database.ts";
import { type Bucket, ownBucket } from "#db/packs/bucket.ts";
import { openPictureCache, type PictureCache } from "#db/packs/cache.ts";
import { openPictures, type Pictures } from "#db/packs/pictures.ts";

declare global {
  /** One cache and one way to pictures for the web process, as in database.ts. */
  var tandemPictures: { pictures: Pictures; bucket: Bucket | null; cache: PictureCache | null } | undefined;
}

function opened() {
  if (!globalThis.tandemPictures) {
    const bucket = ownBucket();
    const cache = bucket && openPictureCache(dir().cache, bucket.settings.cacheBytes);
    globalThis.tandemPictures = { pictures: openPictures(db(), dir(), { bucket, cache }), bucket, cache };
  }
  return globalThis.tandemPictures;
}

export const pictures = (): Pictures => opened().pictures;

export const pictureBucket = (): Bucket | null => opened().bucket;

/** What is kept of the bucket on this disk; null where there is no bucket. */
export const pictureCache = (): PictureCache | null => opened().cache;
