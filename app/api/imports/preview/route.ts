import { previewRequest } from "../../../admin/new/preview-request.ts";
import { previewUploads } from "../../../_server/imports.ts";
import { answer, body, route } from "../../../_server/route.ts";

/** Ten thousand class names and a hundred columns fit in this, bytes. */
const largestRequest = 1024 ** 2;

/** What an import of uploaded files would bring. Stores nothing. */
export const POST = route("admin", async (request, user) =>
  answer(await previewUploads(user, await body(request, previewRequest, largestRequest))),
);
