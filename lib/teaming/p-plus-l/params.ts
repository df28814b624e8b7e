import { z } from "zod";
import { calibration } from "#lib/teaming/calibration.ts";
import { confusions } from "#lib/teaming/confusions.ts";

/** What a fit of P+L consists of. */
export const pPlusLParams = z.object({
  /** P(class) where the machine says nothing [K] */
  prior: z.array(z.number().positive()).transform((values) => Float64Array.from(values)),
  machine: calibration,
  people: confusions,
  /** what one answer weighs beside the machine: 1 says that they err independently */
  weight: z.number().positive(),
  /** n people's answers weigh as much as n^exponent independent ones: 1 says that they err independently */
  exponent: z.number().min(0).max(1),
});
export type StoredPPlusL = z.input<typeof pPlusLParams>;
export type PPlusL = z.output<typeof pPlusLParams>;
