import type { z } from "zod";

/** A sentence about an entry of the log, or null for one that says less than this version knows. */
export const worded = <Detail extends z.ZodType>(
  detail: Detail,
  sentence: (detail: z.output<Detail>) => string,
) => {
  return (given: unknown): string | null => {
    const read = detail.safeParse(given);
    return read.success ? sentence(read.data) : null;
  };
};
