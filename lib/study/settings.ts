import { z } from "zod";

/** What a reader of the study may choose. In a page's address, and as options of the command. */
export const studySettings = z.object({
  bins: z.coerce.number().int().min(2).max(50).default(10).describe("bins of difficulty"),
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(0xffffffff)
    .default(1)
    .describe("draws of balanced sets, splits and bootstraps"),
  resamples: z.coerce.number().int().min(100).max(10_000).default(1000).describe("bootstrap resamples"),
  fit: z.coerce
    .number()
    .min(0.1)
    .max(0.9)
    .default(0.5)
    .describe("share of the items that η is chosen on; accuracies are measured on the rest"),
  confidence: z
    .enum(["own", "mean"])
    .default("own")
    .describe("difficulty by each machine's own confidence, or by the machines' mean"),
  matrices: z
    .enum(["rows", "total"])
    .default("rows")
    .describe(
      "what matrices of wrong answers are shares of: their rows (P(other says q | one says p)), or all cases",
    ),
  order: z
    .enum(["given", "group", "labels", "backbone", "accuracy"])
    .default("group")
    .describe("order of raters in matrices"),
  one: z
    .string()
    .max(100)
    .default("")
    .describe("id of a rater, for a matrix against another (run-3, column-1)"),
  other: z.string().max(100).default("").describe("id of the rater in the columns of that matrix"),
});
export type StudySettings = z.output<typeof studySettings>;
