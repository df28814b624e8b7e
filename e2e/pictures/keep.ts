import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import sharp from "sharp";

/** A picture in the documentation weighs at most this where nothing else is said, bytes. */
const maxBytes = 300_000;

/** Finest first: pixels an inch of the screen, and colours of the palette. */
const attempts = [
  { scale: 2, colours: 256 },
  { scale: 2, colours: 64 },
  { scale: 1, colours: 256 },
  { scale: 1, colours: 64 },
  { scale: 1, colours: 16 },
] as const;

/**
 * Write a screenshot of twice the page's size as a palette PNG, as fine as its weight allows.
 * @param most bytes
 */
export async function keepPicture(screenshot: Buffer, path: string, most = maxBytes): Promise<void> {
  const { width = 0 } = await sharp(screenshot).metadata();
  for (const { scale, colours } of attempts) {
    const sized = scale === 2 ? sharp(screenshot) : sharp(screenshot).resize(Math.round(width / 2));
    const png = await sized
      .png({ palette: true, colours, effort: 10, compressionLevel: 9, dither: 0 })
      .toBuffer();
    const last = attempts.at(-1);
    if (png.length > most && !(scale === last?.scale && colours === last.colours)) continue;
    writeFileSync(path, png);
    const size = `${scale}×, ${colours} colours, ${Math.round(png.length / 1000)} kB`;
    console.log(`${relative(process.cwd(), path)}: ${size}`);
    return;
  }
}
