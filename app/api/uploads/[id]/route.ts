import { answer, route } from "../../../_server/route.ts";
import { dir, db } from "../../../_server/database.ts";
import { Refusal } from "../../../_server/refusal.ts";
import { chunkPlace, ownUpload, receiveChunk } from "../../../_server/uploads/chunk.ts";
import { filesOfImports } from "#db/dataset/import-record.ts";
import { discardUpload, uploadPath } from "#db/dataset/uploads.ts";

/** One chunk as the raw body. A chunk out of place is answered with the place where the next one belongs. */
export const PUT = route<{ id: string }>("project admin", async (request, user, { id }) => {
  const place = chunkPlace.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!place.success) throw new Refusal(400, "Say where the chunk belongs.");
  const { conflict, ...now } = await receiveChunk(user, id, request, place.data);
  if (!conflict) return answer(now);
  return answer({ ...now, message: "The upload is at another place." }, 409);
});

/** Forget an upload that was never imported. */
export const DELETE = route<{ id: string }>("project admin", async (_request, user, { id }) => {
  const { kind } = ownUpload(user, id);
  if (filesOfImports(db()).open.has(uploadPath(dir(), id, kind) ?? ""))
    throw new Refusal(409, "An import is using this file.");
  await discardUpload(dir(), id);
  return new Response(null, { status: 204 });
});
