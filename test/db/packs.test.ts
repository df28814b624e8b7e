import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { write } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { insertImages, type NewImage, openPackWriter } from "#db/packs/writer.ts";
import { readImage } from "./read-image.ts";
import { images } from "#db/schema.ts";
import { newDatabase } from "./world.ts";

const imageOf = (hash: string, bytes: Uint8Array, shown: Uint8Array | null = null): NewImage => ({
  hash,
  mime: "image/png",
  width: 1,
  height: 1,
  bytes,
  shown: shown && { bytes: shown, mime: "image/webp" },
});

function newStore() {
  const database = newDatabase();
  return { ...database, dir: dataDir(database.folder) };
}

describe("packs", () => {
  test("give back what was put in, original and shown copy", () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.uint8Array(), fc.option(fc.uint8Array())), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 60 }),
        (list, packBytes) => {
          const { db, dir, close } = newStore();
          const writer = openPackWriter(db, dir, { packBytes }); // so small that several packs are needed
          const rows = list.map(([bytes, shown], i) => writer.add(imageOf(String(i), bytes, shown)));
          writer.flush();
          write(db, (tx) => insertImages(tx, rows));
          writer.close();
          for (const [i, [bytes, shown]] of list.entries()) {
            const original = readImage(db, dir, String(i), { shown: false });
            expect(original).toEqual({ bytes: Buffer.from(bytes), mime: "image/png", hash: String(i) });
            const seen = readImage(db, dir, String(i), { shown: true });
            expect(seen?.bytes).toEqual(Buffer.from(shown ?? bytes));
            expect(seen?.mime).toBe(shown ? "image/webp" : "image/png");
          }
          close();
        },
      ),
      { numRuns: 15 },
    ));

  test("an unknown image is null", () => {
    const { db, dir } = newStore();
    expect(readImage(db, dir, "f".repeat(64), { shown: true })).toBeNull();
  });

  test("nothing is written when nothing is added, and writers never share a pack", () => {
    const { db, dir } = newStore();
    openPackWriter(db, dir).close();
    expect(readdirSync(dir.packs)).toEqual([]);
    const [a, b] = [openPackWriter(db, dir), openPackWriter(db, dir)];
    const rows = [a.add(imageOf("a", Buffer.from("aa"))), b.add(imageOf("b", Buffer.from("bb")))];
    a.close();
    b.close();
    expect(rows.map(({ pack }) => pack)).toEqual(["000001.pack", "000002.pack"]);
    expect(readFileSync(join(dir.packs, "000002.pack"), "utf8")).toBe("bb");
  });

  test("the same content twice is one row", () => {
    const { db, dir } = newStore();
    const writer = openPackWriter(db, dir);
    for (let i = 0; i < 2; i++) {
      const row = writer.add(imageOf("a", Buffer.from("same")));
      writer.flush();
      write(db, (tx) => insertImages(tx, [row]));
    }
    writer.close();
    expect(db.select().from(images).all()).toHaveLength(1);
  });

  test("leavings of a crash do no harm, and a pack that is cut off is told", () => {
    const { db, dir } = newStore();
    const writer = openPackWriter(db, dir);
    const row = writer.add(imageOf("a", Buffer.from("0123456789")));
    writer.close();
    write(db, (tx) => insertImages(tx, [row]));
    const path = join(dir.packs, row.pack);
    appendFileSync(path, "half an ima");
    expect(readImage(db, dir, "a", { shown: true })?.bytes.toString()).toBe("0123456789");
    truncateSync(path, 4);
    expect(statSync(path).size).toBe(4);
    expect(() => readImage(db, dir, "a", { shown: true })).toThrow("ends before image a");
  });
});
