import { db, dir } from "../../../../_server/database.ts";
import { exportOf, exportState } from "../../../../_server/exports.ts";
import { Refusal } from "../../../../_server/refusal.ts";
import { answer, route } from "../../../../_server/route.ts";
import { endExport } from "#db/exports/export.ts";

type Place = { slug: string; id: string };

/** How far an export is, and its files once it is ready. */
export const GET = route<Place>("project researcher", (_request, user, { slug, id }) =>
  answer(exportState(exportOf(user, slug, id))),
);

/** Cancel an export that waits or runs; remove the files of one that is ready. */
export const DELETE = route<Place>("project researcher", (_request, user, { slug, id }) => {
  const found = exportOf(user, slug, id);
  if (!found.mayEnd) throw new Refusal(403, "Only who asked for it, or an admin, may do this.");
  const ended = endExport(db(), dir(), found.row, user.id, Date.now());
  if (!ended.ok) throw new Refusal(409, ended.message);
  return new Response(null, { status: 204 });
});
