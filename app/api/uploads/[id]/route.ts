import { route } from "../../../_server/route.ts";
import { Refusal } from "../../../_server/refusal.ts";
import { discardUpload, uploadId } from "../../../_server/uploads.ts";

/** Forget an upload that was never imported. */
export const DELETE = route<{ id: string }>("admin", async (_request, _user, { id }) => {
  if (!uploadId.safeParse(id).success) throw new Refusal(404, "There is no such upload.");
  await discardUpload(id);
  return new Response(null, { status: 204 });
});
