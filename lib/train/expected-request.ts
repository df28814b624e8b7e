import { z } from "zod";

/** What is asked about trainings that are to be started, and what the answer is. */

export const expectedRequest = z.object({
  /** keys of label sources */
  labels: z.array(z.string()).min(1).max(200),
  methods: z.array(z.string()).min(1).max(100),
  backbones: z.array(z.string()).min(1).max(100),
  /** number of the encoder; null: the pictures */
  features: z.int().nullable(),
  /** options that go together (lib/train/presets.ts) */
  preset: z.string().default("short"),
  epochs: z.int().min(1).max(1000),
  folds: z.int().min(1).max(20),
});

export const expectedReply = z.object({
  /** seconds; null where nothing like it was timed */
  expected: z
    .object({ low: z.number(), high: z.number(), trainings: z.int(), sameMethod: z.boolean() })
    .nullable(),
  /** why it could not be trained as the form stands; null: it could */
  impossible: z.string().nullable(),
});
export type ExpectedReply = z.output<typeof expectedReply>;
