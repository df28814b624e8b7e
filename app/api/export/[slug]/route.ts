import { z } from "zod";
import { db } from "../../../_server/database.ts";
import { projectFor, projectOf } from "../../../_server/project.ts";
import { Refusal } from "../../../_server/refusal.ts";
import { answer, body, route } from "../../../_server/route.ts";
import { mostChosen } from "#db/changes/change.ts";
import { askForExport, askForExportWithNames } from "#db/exports/export.ts";
import { exportFormats } from "#lib/formats/exports/index.ts";

const asked = z.object({
  format: z.enum(
    exportFormats.map(({ id }) => id),
    "There is no such format.",
  ),
  names: z.boolean().default(false),
  licence: z.string().trim().max(300, "At most 300 characters.").default(""),
  /** a filter of the item browser, as the search part of its address; what it names is exported, and nothing else */
  only: z.string().max(4000).optional(),
  /** or single items, by their numbers */
  items: z
    .array(z.int().positive())
    .max(mostChosen, "That are too many single items: select all that fit a filter.")
    .optional(),
});
const largestBody = 128 * 1024;

/** Ask for the labelled dataset as files; a job writes them. With people's names for admins only. */
export const POST = route<{ slug: string }>("project researcher", async (request, user, { slug }) => {
  const { format, names, licence, only, items } = await body(request, asked, largestBody);
  const selection = only !== undefined ? { search: only } : items ? { chosen: items } : null;
  const wanted = { format, licence, selection };
  const project = projectOf(slug, user, "researcher");
  if (!names) return answer({ id: askForExport(db(), project, wanted, Date.now()) }, 202);
  const admins = projectFor(user, slug, "admin");
  if (!admins) throw new Refusal(403, "Only admins of the project may export people’s names.");
  return answer({ id: askForExportWithNames(db(), admins, wanted, Date.now()) }, 202);
});
