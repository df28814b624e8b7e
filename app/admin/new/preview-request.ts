import { z } from "zod";
import { columnRoles } from "#lib/formats/import-preview.ts";

/** What the form asks the server to look at before anything is stored. */
export const previewRequest = z.object({
  /** short name of the project that is imported into; null: a new one */
  into: z.string().nullable(),
  images: z.uuid(),
  labels: z.uuid().nullable(),
  /** null: as the server guesses them */
  roles: columnRoles.nullable(),
  /** as typed */
  classes: z.string(),
});
export type PreviewRequest = z.output<typeof previewRequest>;
