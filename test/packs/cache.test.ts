import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openPictureCache } from "#db/packs/cache.ts";
import { newFolder } from "../lib/formats/files.ts";

/** Five thousand times a letter, and `head -c 5000 /dev/zero | tr '\0' LETTER | sha256sum`; two blocks of the disk each. */
const pictures = {
  a: "c526c6222044dab5674de9c4ac7f4566ebb5e4d8bf9d8ea34c9cc8a7cc3c869c",
  b: "5026f8e8d3aade594b17674da02e2b077cf7f278d43a8504ad5fc6574060bd6c",
  c: "11a363b87dbe477b902ecca9d4f58a8fffbae98918a3e2b1320dd468e7b9d0a1",
  d: "f4998dc1ed415e72178f4608029b974f4cce871925df97b934bcceb3c8c79ee1",
};
type Letter = keyof typeof pictures;
const bytesOf = (letter: Letter) => Buffer.alloc(5000, letter);
const blocks = 8192;

async function filled(folder: string, most: number, letters: Letter[]) {
  const cache = openPictureCache(folder, most);
  await cache.ready;
  for (const letter of letters) await cache.put(pictures[letter], bytesOf(letter));
  return cache;
}
const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.slice(3))
    .sort();

test("the cache keeps the latest used, and less than its limit", async () => {
  const folder = newFolder();
  const cache = await filled(folder, 2 * blocks, ["a", "b"]);
  expect(cache.get(pictures.a)?.equals(bytesOf("a"))).toBe(true);
  await cache.put(pictures.c, bytesOf("c"));
  expect([cache.has(pictures.a), cache.has(pictures.b), cache.has(pictures.c)]).toEqual([true, false, true]);
  expect(files(folder)).toEqual([pictures.a, pictures.c].sort());
  expect(cache.size()).toEqual({ pictures: 2, bytes: 2 * blocks });
  await cache.put(pictures.c, bytesOf("c"));
  expect(cache.size()).toEqual({ pictures: 2, bytes: 2 * blocks });
});

test("another process finds what was kept, the oldest goes first, and what was half written goes at once", async () => {
  const folder = newFolder();
  await filled(folder, 4 * blocks, ["a", "b", "c"]);
  const pathOf = (letter: Letter) => join(folder, pictures[letter].slice(0, 2), pictures[letter]);
  for (const [letter, age] of [
    ["a", 1],
    ["b", 3],
    ["c", 2],
  ] as const)
    utimesSync(pathOf(letter), 1000 - age, 1000 - age);
  mkdirSync(join(folder, "f4"));
  writeFileSync(join(folder, "f4", `${pictures.d}.5b1e.new`), "half");
  const cache = openPictureCache(folder, 2 * blocks);
  await cache.ready;
  expect(files(folder)).toEqual([pictures.a, pictures.c].sort());
  expect(cache.size()).toEqual({ pictures: 2, bytes: 2 * blocks });
});

test("what is not what its name says is not given away", async () => {
  const folder = newFolder();
  const cache = await filled(folder, 4 * blocks, ["a", "b"]);
  const path = join(folder, pictures.a.slice(0, 2), pictures.a);
  const bytes = readFileSync(path);
  writeFileSync(path, Buffer.concat([bytes.subarray(1), Buffer.from("z")]));
  expect(cache.get(pictures.a)).toBeNull();
  truncateSync(join(folder, pictures.b.slice(0, 2), pictures.b), 0); // a power cut
  expect(cache.get(pictures.b)).toBeNull();
  expect(cache.size()).toEqual({ pictures: 0, bytes: 0 });
});
