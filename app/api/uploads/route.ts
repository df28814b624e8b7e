import { answer, body, route } from "../../_server/route.ts";
import { Refusal } from "../../_server/refusal.ts";
import { announced, beginUpload } from "../../_server/uploads/begin.ts";
import { may } from "#db/access.ts";

/** Announce a file. Its bytes follow in chunks, from `offset` on: the same file again goes on where it was. */
export const POST = route("project admin", async (request, user) => {
  const file = await body(request, announced);
  if (file.kind !== "table" && !may(user, "admin"))
    throw new Refusal(403, "Pictures and encoders are brought by those who run this server.");
  const { id, offset, chunkBytes, finished } = await beginUpload(user, file);
  return answer({ upload: id, offset, chunkBytes, finished }, 201);
});
