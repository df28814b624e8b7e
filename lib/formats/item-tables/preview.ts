/** What the import of a table would bring, as the server tells a page. */
import { z } from "zod";
import { tableColumns, tableKinds } from "#lib/formats/item-tables/options.ts";

export const tablePreview = z.object({
  /** names of its columns, with some of what stands under them */
  names: z.array(z.object({ name: z.string(), examples: z.array(z.string()) })),
  /** what it was read as */
  kind: z.enum(tableKinds),
  columns: tableColumns,
  /** rows that were read; not all where `complete` is false */
  rows: z.int(),
  complete: z.boolean(),
  /** rows that can be imported */
  good: z.int(),
  problems: z.object({
    count: z.int(),
    first: z.array(z.object({ row: z.int().nullable(), file: z.string(), reason: z.string() })),
  }),
  /** of answers: people who gave them */
  workers: z.int().nullable(),
  /** why nothing could be imported like this, as one sentence */
  refusal: z.string().nullable(),
});
export type TablePreview = z.output<typeof tablePreview>;
