/** What the container of an image tells without decoding it. */
export type ImageHeader = {
  width: number;
  height: number;
  animated: boolean;
  /** EXIF is present, so the picture may have to be turned */
  exif: boolean;
  /**
   * The same file without metadata, or null when it carries none. Pixels are not touched. What may stay is a
   * short list (pixels, tables, colour profile); everything else could name the class and goes.
   */
  clean: Uint8Array | null;
};
