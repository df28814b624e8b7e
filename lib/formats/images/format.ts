import type { FileSet } from "#lib/formats/files/file-set.ts";
import type { ImageSource } from "#lib/formats/image-source.ts";

/** A way in which datasets of pictures are kept in files. To add one: a file with an ImageFormat and a line in index.ts. */
export type ImageFormat = {
  id: string;
  /** for people */
  name: string;
  /**
   * Read files as this format.
   * @returns null when they are not of it, which their contents decide and not their names alone; the source else,
   *   which closes the files with it
   * @throws FormatError with one sentence and the place when they are of it and damaged
   */
  open(this: void, files: FileSet): Promise<ImageSource | null>;
};

/** Files beside pictures that no dataset is kept in. */
const otherwise = /\.(jpe?g|png|webp|gif|bmp|tiff?|txt|html?|csv|tsv|jsonl?|md|xml|cls|pdf)$/i;
/** Published datasets come in a few files; a folder of so many others is none. */
const mostFiles = 2_000;

/** Files that a dataset may be kept in, in the order of people: part 2 before part 10. */
export function containers({ names }: FileSet): string[] {
  const found = names.filter((name) => !otherwise.test(name));
  const collator = new Intl.Collator("en", { numeric: true });
  return found.length > mostFiles ? [] : found.sort(collator.compare);
}
