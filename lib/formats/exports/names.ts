import type { ExportedItem, ExportedPicture } from "#lib/formats/exports/dataset.ts";

/** Longest part of a path, UTF-8 bytes: file systems take 255, and something may be put before and behind it. */
const longest = 100;
/** Names that Windows keeps for devices. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A name as one part of a path on every file system: "a/b" → "a_b", "" → "_". */
export function pathPart(name: string): string {
  const plain = name
    .normalize("NFC")
    // what some file system or shell takes for something else, and what nobody sees
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\/:*?"<>|]/gu, "_");
  const short = firstBytes(plain, longest).replace(/^[\s.]+|[\s.]+$/g, "");
  return short === "" ? "_" : devices.test(short) ? `_${short}` : short;
}

/** The longest beginning of so many UTF-8 bytes at most, without half a character. */
function firstBytes(text: string, most: number): string {
  let bytes = 0;
  let kept = "";
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    kept += character;
  }
  return kept;
}

/** A folder for each class, different also where a file system knows no case. */
export function classFolders(classes: readonly string[]): string[] {
  const taken = new Set<string>();
  return classes.map((name) => {
    const part = pathPart(name);
    let folder = part;
    for (let n = 2; taken.has(folder.toLowerCase()); n++) folder = `${part}-${n}`;
    taken.add(folder.toLowerCase());
    return folder;
  });
}

const extensions: Readonly<Record<string, string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
};

/** Of a picture's file. */
export const pictureExtension = ({ mime }: Pick<ExportedPicture, "mime">): string =>
  extensions[mime] ?? "bin";

/** What an item's files are called where no two may be called the same: its place, seven digits at least. */
export const itemKey = ({ ordinal }: Pick<ExportedItem, "ordinal">): string =>
  String(ordinal).padStart(7, "0");

/** Its place and its own name: "0000012-robin.png". */
export function pictureName(item: Pick<ExportedItem, "item" | "ordinal">, picture: ExportedPicture): string {
  const base = item.item.split(/[\\/]/).at(-1) ?? "";
  const stem = pathPart(base.replace(/\.[A-Za-z0-9]{1,5}$/, ""));
  return `${itemKey(item)}-${stem}.${pictureExtension(picture)}`;
}
