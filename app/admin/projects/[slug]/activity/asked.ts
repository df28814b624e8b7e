import { z } from "zod";
import { asked as askedOfLog } from "../../../audit/asked.ts";
import { deedKinds } from "#lib/deeds.ts";
import { isZone } from "#lib/timing/day.ts";

/** What the page's address asks for; what cannot be read, or is nobody, asks for nothing. */
export const asked = askedOfLog.extend({
  kind: z.enum(deedKinds).optional().catch(undefined),
  day: z.iso.date().optional().catch(undefined),
  /** time zone that it is a day of, by its IANA name; else the project's */
  zone: z.string().max(60).refine(isZone).optional().catch(undefined),
});
