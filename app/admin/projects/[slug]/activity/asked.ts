import { z } from "zod";
import { asked as askedOfLog } from "../../../audit/asked.ts";
import { deedKinds } from "#lib/deeds.ts";

/** What the page's address asks for; what cannot be read, or is nobody, asks for nothing. */
export const asked = askedOfLog.extend({
  kind: z.enum(deedKinds).optional().catch(undefined),
  /** of the project's time zone */
  day: z.iso.date().optional().catch(undefined),
});
