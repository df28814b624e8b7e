import "server-only";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { FormState } from "../_ui/form-state.ts";
import { waitWords } from "../_ui/format.ts";
import { log } from "./log.ts";
import { fromOwnPage } from "./own-site.ts";
import { Refusal } from "./refusal.ts";
import { retryBusy } from "./retry-busy.ts";
import { type Asked, currentSession, mayAsk } from "./session.ts";
import { storageRefusal } from "./storage-refusal.ts";
import type { User } from "#db/schema.ts";
import { Expected } from "#lib/expected.ts";
import type { RateLimit } from "#lib/rate-limit.ts";
import { byField, sentence } from "#lib/validation.ts";

/**
 * The five steps of every server action: parse → who → may → do → answer. Next itself refuses
 * actions whose Origin is another host, and lets those without one pass; here they end. Expected failures
 * come back as sentences; a bug is logged and answered with one sentence.
 * @param role who may do this
 * @param fn does it in one call into db/, and returns a sentence; `sessionId` is the session it comes from
 * @param limit how often one person may do this
 */
export function action<Schema extends z.ZodType>(
  schema: Schema,
  role: Asked,
  fn: (input: z.output<Schema>, user: User, sessionId: number) => FormState | Promise<FormState>,
  limit?: RateLimit,
): (before: FormState, form: FormData) => Promise<FormState> {
  return async (_before, form) => {
    if (!fromOwnPage(await headers()))
      return { ok: false, message: "This request did not come from this site." };
    const session = await currentSession();
    if (!session) return { ok: false, message: "Your session has ended. Please sign in again." };
    const { user, id: sessionId } = session;
    // Only a new password may come first (the one action open to annotators).
    if (user.mustChangePassword && role !== "annotator")
      return { ok: false, message: "Choose a password of your own first." };
    if (!mayAsk(user, role)) return { ok: false, message: "You may not do this." };
    const waitMs = limit?.take(user.id, performance.now()) ?? 0;
    if (waitMs > 0)
      return { ok: false, message: `That was a lot at once. Please wait ${waitWords(waitMs / 1000)}.` };
    const given: unknown = form; // Next checks no types of what a browser sends
    if (!(given instanceof FormData)) return { ok: false, message: "That is no form." };
    const parsed = schema.safeParse(Object.fromEntries(given), { error: sentence });
    if (!parsed.success)
      return { ok: false, message: "Please look at the marked fields.", fields: byField(parsed.error) };
    try {
      return await retryBusy(() => fn(parsed.data, user, sessionId));
    } catch (error) {
      unstable_rethrow(error); // redirect() and notFound() travel as errors; they are no failures
      if (error instanceof Refusal || error instanceof Expected) return { ok: false, message: error.message };
      log.error({ err: error, user: user.id }, "action failed");
      const storage = storageRefusal(error);
      if (storage) return { ok: false, message: storage.message };
      return {
        ok: false,
        message: "Something went wrong on our side; nothing was changed. The log has the details.",
      };
    }
  };
}
