import { z } from "zod";
import { slug } from "#lib/formats/slug.ts";

/** People's labels in a table: how often each class was given, or one answer a row. */
export const labelKinds = ["counts", "answers"] as const;
/** What a table says of a project's items: labels, or what a model predicted. */
export const tableKinds = [...labelKinds, "predictions"] as const;
export type TableKind = (typeof tableKinds)[number];

/** Which columns are read, by name; null where the table has none or they are found by themselves. */
export const tableColumns = z.object({
  /** file name of the item, or its place in the project from 0; null: the rows are the items in their order */
  item: z.string().nullable(),
  /** of answers: who gave it; null: all are of one worker, called as the table */
  worker: z.string().nullable(),
  /** of answers: the class, by name or number from 0 */
  label: z.string().nullable(),
  /** of answers: how long it took, milliseconds */
  ms: z.string().nullable(),
});
export type TableColumns = z.output<typeof tableColumns>;

/** From so many workers on they are one crowd, unless it is said otherwise: more would be no columns to compare. */
export const manyWorkers = 21;
/** Each may be a rater of its own up to here. */
export const mostRaters = 100;

/** What the import of such a table is asked to do; stored with the import. */
export const tableOptions = z.object({
  kind: z.enum(tableKinds),
  project: slug,
  /** path of the file */
  table: z.string().min(1),
  /** what the labels or the machine will be called */
  name: z.string().trim().min(1, "It needs a name.").max(80),
  columns: tableColumns,
  /** of answers: each worker a rater, or all of them a crowd with one answer an item; auto: by their number */
  workers: z.enum(["auto", "each", "crowd"]).default("auto"),
  /** abort: store nothing when any row is bad; skip: store the good rows */
  onProblem: z.enum(["abort", "skip"]).default("abort"),
  /** a row with a field that nothing is read from is bad; else such columns are passed over */
  strict: z.boolean().default(false),
  /** what the file is called on the person's own computer */
  uploaded: z.string().max(200).nullable().default(null),
});
export type TableOptions = z.output<typeof tableOptions>;
export type TableRequest = z.input<typeof tableOptions>;
