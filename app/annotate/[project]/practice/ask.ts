import { z } from "zod";
import { post } from "../post.ts";
import { fail, ok, type Result } from "#lib/domain.ts";

/** What /api/practice answers. */
const outcome = z.object({
  answered: z.number(),
  right: z.number(),
  needed: z.number(),
  passed: z.boolean(),
  wrong: z.array(z.object({ picture: z.string(), label: z.number().nullable(), truth: z.number() })),
});
const practice = z.object({
  pictures: z.number(),
  needed: z.number(),
  triesLeft: z.number().nullable(),
  open: z.object({ answered: z.number(), right: z.number(), next: z.array(z.string()) }).nullable(),
  last: outcome.nullable(),
});
const feedback = z.object({ label: z.number().nullable(), truth: z.number(), right: z.boolean() });
const reply = z.object({ feedback: feedback.nullable(), practice });
const refusal = z.object({ message: z.string() });

export type Practice = z.output<typeof practice>;
export type Outcome = z.output<typeof outcome>;
export type Feedback = z.output<typeof feedback>;

const lost = "The server could not be reached. Nothing is lost: please try again.";

/**
 * Begin a round or go on with it, or answer one of its pictures; asking twice does it once. Does not reject.
 * @returns a sentence where it could not be done
 */
export async function askPractice(
  project: string,
  answer?: { picture: string; label: number | null },
): Promise<Result<z.output<typeof reply>>> {
  const said = await post("/api/practice", { project, ...(answer && { answer }) }).catch(() => null);
  const done = reply.safeParse(said?.json);
  if (said?.status === 200 && done.success) return ok(done.data);
  const refused = refusal.safeParse(said?.json);
  return fail(refused.success ? refused.data.message : lost);
}
