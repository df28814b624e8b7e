import { FormatError, quote } from "#lib/formats/problem.ts";
import type { ImageFormat } from "#lib/formats/images/format.ts";

/** Every file is a picture, and its folder may name its class; whatever is none is a problem of that file only. */
export const pictures: ImageFormat = {
  id: "pictures",
  name: "Pictures in folders",
  open(files) {
    const [name = ""] = files.names;
    // a file alone was let in as part of a dataset that is none
    if (files.kind === "file")
      throw new FormatError(
        `${quote(name)} is none of the formats that are read; pack the pictures as a zip, with a folder for each class.`,
      );
    return Promise.resolve(files);
  },
};
