import { answer, body, route } from "../../_server/route.ts";
import { announced, beginUpload } from "../../_server/uploads/begin.ts";

/** Announce a file. Its bytes follow in chunks, from `offset` on: the same file again goes on where it was. */
export const POST = route("admin", async (request, user) => {
  const { id, offset, chunkBytes, finished } = await beginUpload(user, await body(request, announced));
  return answer({ upload: id, offset, chunkBytes, finished }, 201);
});
