import { z } from "zod";

/**
 * A number as a person types it into a form. `z.coerce.number()` would read an empty field as 0 and
 * "0x1" as 1, and save either without a word.
 */
export const typedNumber = z
  .string()
  .trim()
  .regex(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, "Please enter a number.")
  .transform(Number);

export const typedInt = typedNumber.pipe(z.int("Please enter a whole number."));
