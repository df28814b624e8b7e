import { z } from "zod";
import { auditKinds } from "#lib/domain.ts";

const number = z.coerce.number().int().positive().optional().catch(undefined);

/** What the page's address asks for; what cannot be read, or is nobody, asks for nothing. */
export const asked = z.object({
  person: number,
  kind: z.enum(auditKinds).optional().catch(undefined),
  /** id of the last entry seen */
  before: number,
});

/** The address of a page narrowed so. */
export function pageOf(path: string, wanted: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}
