import { Problem } from "./problem.ts";
import type { Result } from "#lib/domain.ts";

/** What something came to. @throws Problem 409 with the sentence of what cannot be done as things are */
export function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Problem(409, result.message);
  return result.value;
}
