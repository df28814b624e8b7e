import { projectOf } from "../../../../_server/project.ts";
import { Refusal } from "../../../../_server/refusal.ts";
import { answer, route } from "../../../../_server/route.ts";
import { itemsOf } from "../../../../_server/views.ts";
import { readBrowse, searchOfBrowse } from "#lib/items/filter.ts";
import { placeIn } from "#lib/items/place.ts";

/** More of the gallery: the items that fit the filter in the address, after a place. */
export const GET = route<{ slug: string }>("project researcher", async (request, user, { slug }) => {
  const project = projectOf(slug, user, "researcher");
  const { searchParams } = new URL(request.url);
  const after = searchParams.get("after");
  const place = after === null ? null : placeIn(after);
  if (after !== null && place === null) throw new Refusal(400, "There is no such place.");
  return answer(await itemsOf(project.id, searchOfBrowse(readBrowse(searchParams)), place));
});
