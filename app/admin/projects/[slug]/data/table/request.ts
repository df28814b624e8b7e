import { z } from "zod";
import { tableColumns, tableKinds, tableOptions } from "#lib/formats/item-tables/options.ts";

/** What the form asks the server to look at before anything is stored. */
export const tablePreviewRequest = z.object({
  /** short name of the project */
  project: z.string(),
  table: z.uuid(),
  name: z.string(),
  /** null: as the table looks */
  kind: z.enum(tableKinds).nullable(),
  columns: tableColumns.nullable(),
  workers: tableOptions.shape.workers.unwrap(),
});
export type TablePreviewRequest = z.output<typeof tablePreviewRequest>;
