import { z } from "zod";
import type { Refusal } from "./launcher.ts";

/** What Kubernetes' API says when it does not take a Job. */

/** As the client throws it; the body is the text of a Status. */
const refused = z.object({ code: z.int(), body: z.unknown() });
const status = z.object({ message: z.string().min(1), reason: z.string().default("") });
export type ApiStatus = z.output<typeof status> & { code: number };

/** @returns null when the API did not answer */
export function apiStatus(error: unknown): ApiStatus | null {
  const { code, body } = refused.safeParse(error).data ?? {};
  if (code === undefined) return null;
  const told = status.safeParse(typeof body === "string" ? parsed(body) : body).data;
  return { code, ...(told ?? { message: `The API server answered ${code}.`, reason: "" }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What a quota says that has room again later. */
const noRoom = /exceeded quota|insufficient quota|status unknown for quota/;
/** Credentials that are renewed, a time-out, somebody else who wrote at the same moment, too many questions. */
const passing = [401, 408, 409, 429];

export function refusalOf(error: unknown): Refusal {
  const found = apiStatus(error);
  if (!found) return { why: withoutStatus(error), kind: "unknown" };
  const why = sentenceOf(found);
  if (found.code >= 500) return { why, kind: "unknown" };
  const passes = passing.includes(found.code) || (found.code === 403 && noRoom.test(found.message));
  return { why, kind: passes ? "for now" : "for good" };
}

/** The Job's name, which Tandem made up, says nothing to anybody. */
const sentenceOf = ({ message }: ApiStatus): string =>
  message.replace(/^[\w.]+ "tandem-[^"]*" is (?:forbidden|invalid): /, "");

function withoutStatus(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return `its API server did not answer (${cause instanceof Error ? cause.message : String(cause)})`;
}
