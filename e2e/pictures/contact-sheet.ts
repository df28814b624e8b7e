import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import sharp from "sharp";
import type { Shot } from "./gallery.ts";

/** A sheet weighs at most this, bytes. */
const mostBytes = 300_000;
const gap = 16;

/** The upper part of each page, side by side, as a WebP that is as fine as its weight allows. */
export async function contactSheet(folder: string, shots: readonly Shot[], path: string): Promise<void> {
  const phone = shots[0]?.look.startsWith("phone") ?? false;
  const dark = shots[0]?.look.endsWith("dark") ?? false;
  const [width, height, columns] = phone ? [150, 325, 12] : [300, 200, 6];
  const placed = await Promise.all(
    shots.map(async ({ file }, i) => ({
      input: await thumbnail(join(folder, file), width, height),
      left: gap + (i % columns) * (width + gap),
      top: gap + Math.floor(i / columns) * (height + gap),
    })),
  );
  const sheet = await sharp({
    create: {
      width: gap + columns * (width + gap),
      height: gap + Math.ceil(shots.length / columns) * (height + gap),
      channels: 3,
      background: dark ? "#1e293b" : "#cbd5e1",
    },
  })
    .composite(placed)
    .png()
    .toBuffer();
  for (let quality = 80; quality >= 20; quality -= 10) {
    const webp = await sharp(sheet).webp({ quality, effort: 6 }).toBuffer();
    if (webp.length > mostBytes && quality > 20) continue;
    writeFileSync(path, webp);
    console.log(`${relative(process.cwd(), path)}: quality ${quality}, ${Math.round(webp.length / 1000)} kB`);
    return;
  }
}

async function thumbnail(path: string, width: number, height: number): Promise<Buffer> {
  const small = await sharp(path).resize({ width }).toBuffer();
  const { height: own = 0 } = await sharp(small).metadata();
  return sharp(small)
    .extract({ left: 0, top: 0, width, height: Math.min(height, own) })
    .toBuffer();
}
