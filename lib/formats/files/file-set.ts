import type { ImageSource } from "#lib/formats/image-source.ts";
import type { RandomFile } from "#lib/formats/files/random-file.ts";

/**
 * The files of a folder, a zip, a tar, or one file alone. What they are together (pictures, a published dataset) is
 * for the formats of lib/formats/images to say.
 */
export type FileSet = ImageSource & {
  kind: "folder" | "zip" | "tar" | "file";
  /** The first bytes of a file, up to headBytes: what it is, without reading or unpacking the rest. */
  head(name: string): Promise<Buffer>;
  /** Open a file of any size; one that is packed goes to the disk first. Closing the set closes it. @throws FormatError */
  open(name: string): Promise<RandomFile>;
};
