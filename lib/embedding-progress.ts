import { z } from "zod";

/** What an encoder that goes through a project's pictures reports; also as the note of its job. */
export const embedding = z.object({
  embedded: z.number(),
  toEmbed: z.number(),
  picturesPerSecond: z.number().nullable(),
});
export type Embedding = z.output<typeof embedding>;
