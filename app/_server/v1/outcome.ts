import { Problem } from "./problem.ts";
import type { Result } from "#lib/domain.ts";
import { FormatError } from "#lib/formats/problem.ts";

/** What something came to. @throws Problem 409 with the sentence of what cannot be done as things are */
export function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Problem(409, result.message);
  return result.value;
}

/** @throws Problem 422 for what zod cannot tell: a sentence of the formats */
export async function readable<T>(fn: () => T | Promise<T>): Promise<T> {
  try {
    return await fn();
  } catch (error) {
    if (error instanceof FormatError) throw new Problem(422, error.message);
    throw error;
  }
}
