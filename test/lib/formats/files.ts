import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import sharp, { type Sharp } from "sharp";
import { onTestFinished } from "vitest";
import { ZipFile } from "yazl";

/** A folder of its own for one test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tandem-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A small picture of one colour with a little pattern, so that different seeds give different bytes. */
export function picture(seed: number, width = 32, height = width): Sharp {
  const rgb = Buffer.alloc(width * height * 3);
  for (let i = 0; i < rgb.length; i++) rgb[i] = (seed * 37 + (i % 3) * 60 + Math.floor(i / 97) * seed) % 256;
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

export const png = (seed: number, size = 32): Promise<Buffer> => picture(seed, size).png().toBuffer();

/** A zip as an ordinary tool writes it. */
export async function writeZip(path: string, files: Record<string, Uint8Array>): Promise<void> {
  const zip = new ZipFile();
  for (const [name, bytes] of Object.entries(files)) zip.addBuffer(Buffer.from(bytes), name);
  zip.end();
  const out = createWriteStream(path);
  zip.outputStream.pipe(out);
  await finished(out);
}
