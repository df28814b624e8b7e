import { z } from "zod";

/** How numbers that are estimated are given. */

export const estimate = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .describe("with its 95 % interval")
  .meta({ id: "Estimate" });

export const proportion = z
  .object({
    right: z.number().describe("items that count as right"),
    n: z.int().describe("items it stands on"),
    value: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
  })
  .meta({ id: "Proportion" });
