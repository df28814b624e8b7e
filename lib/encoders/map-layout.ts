import type { EncoderDescription } from "#lib/encoders/description.ts";

/**
 * Whether the channels of a map come last, as in [n, h, w, channels]. Pictures are square, and so are their maps: two
 * sides that are equal beside one that is not are height and width. Where that leaves it open, as in the input.
 * @param dims of the map, with the batch; null where the file leaves a size open
 */
export function channelsLast(
  [, a, b, c]: readonly (number | null)[],
  { layout }: Pick<EncoderDescription, "layout">,
): boolean {
  const known = typeof a === "number" && typeof b === "number" && typeof c === "number";
  if (known && a === b && b !== c) return true;
  if (known && b === c && a !== b) return false;
  return layout === "nhwc";
}
