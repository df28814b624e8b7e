import type { FileSet } from "#lib/formats/files/file-set.ts";
import type { ImageSource } from "#lib/formats/image-source.ts";
import { cifarBinary } from "#lib/formats/images/cifar-binary.ts";
import { cifarPython } from "#lib/formats/images/cifar-python.ts";
import { cocoPictures } from "#lib/formats/images/coco.ts";
import type { ImageFormat } from "#lib/formats/images/format.ts";
import { idx } from "#lib/formats/images/idx.ts";
import { labelStudioPictures } from "#lib/formats/images/label-studio.ts";
import { imageFolder } from "#lib/formats/images/metadata.ts";
import { parquetPictures } from "#lib/formats/images/parquet.ts";
import { pictures } from "#lib/formats/images/pictures.ts";
import { webdataset } from "#lib/formats/images/webdataset.ts";

/** Every way in which datasets of pictures are kept, asked one after the other; pictures as files last. */
export const imageFormats: readonly ImageFormat[] = [
  parquetPictures,
  idx,
  cifarPython,
  cifarBinary,
  webdataset,
  imageFolder,
  cocoPictures,
  labelStudioPictures,
  pictures,
];

/**
 * Files as the dataset that they are.
 * @param files are closed with the source, or when there is none
 * @throws FormatError with one sentence
 */
export async function openDataset(files: FileSet): Promise<ImageSource> {
  try {
    for (const format of imageFormats) {
      const source = await format.open(files);
      if (source) return source;
    }
    throw new Error("the last format takes everything");
  } catch (error) {
    await files.close();
    throw error;
  }
}
