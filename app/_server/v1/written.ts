import { z } from "zod";

/**
 * A whole number of an address, written with its digits and nothing else: coercing would read "1e1", "0x10" and ""
 * too, and give the same thing several addresses.
 */
export const written = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((text, context) => {
    if (typeof text === "string" && /^\d{1,15}$/.test(text)) return Number(text);
    context.addIssue(Array.isArray(text) ? "Give this once." : "This must be a whole number, in digits.");
    return z.NEVER;
  }, schema);

/** The number of something, in an address. */
export const writtenId = written(z.int().positive());
