import { open, stat } from "node:fs/promises";
import { openFolder } from "#lib/formats/folder.ts";
import type { ImageSource } from "#lib/formats/image-source.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { openZip } from "#lib/formats/zip.ts";

/**
 * Open a folder or a zip of images, told apart by content and not by name.
 * @throws FormatError when it is missing, neither of both, or a hostile archive
 */
export async function openImages(path: string): Promise<ImageSource> {
  const info = await stat(path).catch(() => null);
  if (!info) throw new FormatError(`There is nothing at ${quote(path)}.`);
  if (info.isDirectory()) return openFolder(path);
  if (!info.isFile()) throw new FormatError(`${quote(path)} is neither a folder nor a file.`);
  const file = await open(path, "r");
  const head = new Uint8Array(4);
  try {
    await file.read(head, 0, 4, 0);
  } finally {
    await file.close();
  }
  const kind = Buffer.from(head).toString("latin1");
  if (kind.startsWith("PK")) return openZip(path);
  const packed =
    kind.startsWith("\x1f\x8b") || kind.startsWith("7z") || kind.startsWith("Rar") || kind === "BZh9";
  throw new FormatError(
    packed
      ? `${quote(path)} is another kind of archive; pack the images as a zip.`
      : `${quote(path)} is not a zip; give a folder or a zip of images.`,
  );
}
