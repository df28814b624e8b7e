import { inArray } from "drizzle-orm";
import type { DatasetSource, ExportedItem, ExportedPicture } from "#lib/formats/exports/dataset.ts";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { openPictures } from "#db/packs/pictures.ts";
import { type Image, images } from "#db/schema.ts";

/**
 * The pictures of pages that are gone through. Those of a page are read from its first one on that is asked for, in
 * order and ahead of who asks: formats take them so, or not at all.
 */
export function picturesInOrder(
  db: Db,
  dir: DataDir,
  pages: Iterable<ExportedItem[]>,
): Pick<DatasetSource, "pages" | "picture"> {
  const pictures = openPictures(db, dir);
  let page: readonly ExportedItem[] = [];
  let coming: AsyncGenerator<ExportedPicture & { hash: string }, void, void> | null = null;
  /** come already, and not asked for yet */
  const here = new Map<string, ExportedPicture>();

  async function* ofPage() {
    const rows = rowsOf(db, page);
    let next = 0;
    for await (const { bytes, mime, hash } of pictures.readEach(rows, { shown: false })) {
      const { width = 0, height = 0 } = rows[next++] ?? {};
      yield { bytes, mime, width, height, hash };
    }
  }
  return {
    pages: (function* () {
      for (page of pages) {
        coming = null;
        here.clear();
        yield page;
      }
    })(),
    async picture(hash) {
      const known = here.get(hash);
      if (known) return known;
      coming ??= ofPage();
      for (;;) {
        const { value, done } = await coming.next();
        if (done) throw new Error(`there is no picture ${hash} on this page`);
        if (value.hash === hash) return value;
        here.set(value.hash, value);
      }
    },
  };
}

/** Images of items, in their order. */
function rowsOf(db: Db, page: readonly ExportedItem[]): Image[] {
  const hashes = page.map(({ sha256 }) => sha256);
  const rows = db.select().from(images).where(inArray(images.hash, hashes)).all();
  const byHash = new Map(rows.map((row) => [row.hash, row]));
  return hashes.map((hash) => {
    const row = byHash.get(hash);
    if (!row) throw new Error(`there is no picture ${hash}`);
    return row;
  });
}
