import { z } from "zod";
import type { FormState } from "./form-state.ts";

const refused = z.object({
  message: z.string(),
  fields: z.record(z.string(), z.string()).optional(),
});

/** Send what a form says to a handler, and tell the form what came of it. */
export async function sendJson(address: string, value: unknown): Promise<FormState> {
  const reply = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(value),
  }).catch(() => null);
  if (reply?.ok) return { ok: true, message: null };
  const said = refused.safeParse(await reply?.json().catch(() => null));
  if (!said.success) return { ok: false, message: "The server could not be reached. Please try again." };
  const { message, fields } = said.data;
  return { ok: false, message, ...(fields && { fields }) };
}
