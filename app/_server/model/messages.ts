import { z } from "zod";

/** What the thread is asked for, and what it says before the first piece. */
export const asked = z.object({ root: z.string(), run: z.int() });
export const begun = z.union([z.object({ bytes: z.int() }), z.object({ problem: z.string() })]);
export type Begun = z.output<typeof begun>;
