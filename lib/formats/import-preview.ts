/** What an import would bring, as the server tells a page. */
import { z } from "zod";
import { looksLike } from "#lib/formats/column-guess.ts";

const problem = z.object({ row: z.int().nullable(), file: z.string(), reason: z.string() });

/** What the columns of a label file are used for, by name. */
export const columnRoles = z.object({
  /** null: the rows are the pictures in their order */
  file: z.string().min(1).nullable(),
  gold: z.string().min(1).nullable(),
  humans: z.array(z.string().min(1)).max(100),
  split: z.string().min(1).nullable(),
});

export const previewColumn = z.object({
  name: z.string(),
  looks: z.enum(looksLike),
  filled: z.int(),
  /** different values; at least so many where `more` is set */
  distinct: z.int(),
  more: z.boolean(),
  examples: z.array(z.string()),
  /** classes that this column of human labels alone would add: how many, and the first ones */
  adds: z.object({ count: z.int(), first: z.array(z.string()) }).nullable(),
});
export type PreviewColumn = z.output<typeof previewColumn>;

export const importPreview = z.object({
  /** rows that were read, or images where there is no label file */
  rows: z.int(),
  /** false: the file goes on, and the counts are those of its beginning */
  complete: z.boolean(),
  /** rows that can be imported, as far as can be told without decoding their pictures */
  matched: z.int(),
  columns: z.array(previewColumn),
  roles: columnRoles.nullable(),
  classes: z.object({ count: z.int(), first: z.array(z.string()) }),
  /** items that the dataset itself says are to train and to test with; null where it says nothing */
  ownSplit: z.object({ train: z.int(), test: z.int() }).nullable(),
  /** rows with a gold label, and with at least one human label */
  labelled: z.object({ gold: z.int(), human: z.int() }),
  problems: z.object({ count: z.int(), first: z.array(problem) }),
  notes: z.array(problem),
  /** images to recognise the dataset by, with their gold label */
  samples: z.array(z.object({ image: z.string(), gold: z.string().nullable() })),
  /** why nothing could be imported like this, as one sentence */
  refusal: z.string().nullable(),
  /** what a person has to confirm, a sentence each */
  doubts: z.array(z.string()),
});
export type ImportPreview = z.output<typeof importPreview>;
