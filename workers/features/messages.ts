import { z } from "zod";
import { encoderDescription } from "#lib/encoders/description.ts";

/** What is said to the process that tries an encoder, and what it answers. */
export const question = z.object({ path: z.string(), description: encoderDescription });
export const answers = z.union([z.object({ width: z.int() }), z.object({ problem: z.string() })]);
export type Answer = z.output<typeof answers>;
