import type { z } from "zod";
import { Refusal } from "./refusal.ts";
import { inOneLine, sentence } from "#lib/validation.ts";

/** Largest JSON body that a handler reads, bytes. Uploads stream and have their own limit. */
export const largestBody = 64 * 1024;

export const tooMuch = (): Refusal => new Refusal(413, "That is too much at once.");

/** @param type the request's content type @throws Refusal 415 unless it is JSON */
export function expectJson(type: string | null | undefined): void {
  if (!type?.startsWith("application/json")) throw new Refusal(415, "Send JSON, please.");
}

/** A body, checked. @throws Refusal 400 with a sentence */
export function parseJson<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Refusal(400, "The request could not be read.");
  }
  const parsed = schema.safeParse(json, { error: sentence });
  if (!parsed.success) throw new Refusal(400, inOneLine(parsed.error));
  return parsed.data;
}
