/** What the container of an image tells without decoding it. */
export type ImageHeader = {
  width: number;
  height: number;
  animated: boolean;
  /** EXIF is present, so the picture may have to be turned */
  exif: boolean;
  /** its colours are not sRGB, or say what they are in a profile, so it has to be decoded and written anew */
  convert: boolean;
  /**
   * The same pixels, untouched, in a strict file: what makes them and nothing else. null when the file itself is
   * strict. Everything else could name the class and goes.
   */
  clean: Uint8Array | null;
};
