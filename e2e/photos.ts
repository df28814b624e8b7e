import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { demoItems } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";
import { command, quickly } from "./dataset.ts";
import type { Tandem } from "./tandem.ts";

/** A photo of concentric rings, finer and finer: drawn by leaving out pixels it shows patterns that are not in it. */
export async function zonePlate(width: number, height: number): Promise<Buffer> {
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const r2 = (x - width / 2) ** 2 + (y - height / 2) ** 2;
      pixels[y * width + x] = 127.5 + 127.5 * Math.cos((Math.PI * r2) / (2 * width));
    }
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/**
 * A project with classes of one's own, some small drawn pictures to learn from, and a queue of
 * `queue` small pictures and the photos given.
 */
export async function projectWith(
  tandem: Tandem,
  slug: string,
  {
    classes,
    queue,
    photos = [],
    trained = true,
  }: {
    classes: readonly string[];
    queue: number;
    photos?: readonly Buffer[];
    /** false: no machine, so that every picture is open */
    trained?: boolean;
  },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-photos-"));
  const images = join(folder, "images");
  mkdirSync(images);
  const rows: string[] = [];
  const add = (name: string, bytes: Uint8Array, label: number, split: string) => {
    writeFileSync(join(images, name), bytes);
    const answer = classes[label % classes.length] ?? "";
    rows.push(`${name},${answer},${answer},${split}`);
  };
  const train = 3 * classes.length;
  for (const [i, item] of demoItems({ train, test: queue }, 11).entries()) {
    const png = await encodePng(item.draw(), side);
    add(`drawn-${i}.png`, png, i, i < train ? "train" : "test");
  }
  for (const [i, bytes] of photos.entries()) add(`photo-${i}.jpg`, bytes, i, "test");
  const labels = join(folder, "labels.csv");
  writeFileSync(labels, ["file,truth,anna,split", ...rows].join("\n"));
  const columns = ["--gold", "truth", "--humans", "anna", "--split", "column:split"];
  const names = ["--classes", classes.join(",")];
  command(tandem, "import", "--project", slug, "--images", images, "--labels", labels, ...columns, ...names);
  if (trained) command(tandem, "train", "--project", slug, "--labels", "anna", ...quickly);
  rmSync(folder, { recursive: true });
}
