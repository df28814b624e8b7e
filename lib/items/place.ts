import { z } from "zod";

/** Where an item stands in an order: what it is sorted by, and a number that tells equal ones apart. */
export const itemPlace = z.object({ key: z.union([z.number(), z.string().max(10_000)]), at: z.number() });
export type ItemPlace = z.output<typeof itemPlace>;

/** A place in an address. */
export const placeText = ({ key, at }: ItemPlace): string => JSON.stringify([key, at]);

const written = z
  .string()
  .max(20_000)
  .transform((text, context): ItemPlace => {
    try {
      const [key, at] = z.tuple([itemPlace.shape.key, itemPlace.shape.at]).parse(JSON.parse(text));
      return { key, at };
    } catch {
      context.addIssue("no place");
      return z.NEVER;
    }
  });

/** @returns null for what is no place */
export const placeIn = (text: string): ItemPlace | null => {
  const read = written.safeParse(text);
  return read.success ? read.data : null;
};
