import { z } from "zod";
import { route } from "../../../../_server/route.ts";
import { Refusal } from "../../../../_server/refusal.ts";
import { dir } from "../../../../_server/database.ts";
import { ownUpload } from "../../../../_server/uploads/chunk.ts";
import { uploadPath } from "#db/dataset/uploads.ts";
import { decodeImage, encodePng } from "#lib/formats/image.ts";
import { openImages } from "#lib/formats/open-images.ts";
import { FormatError } from "#lib/formats/problem.ts";

const asked = z.object({ name: z.string().min(1).max(1024) });

/** Side of the thumbnail, pixels: twice what the page shows, for dense screens. */
const side = 144;

/** A thumbnail of one picture of an uploaded zip, for the preview. */
export const GET = route<{ id: string }>("admin", async (request, user, { id }) => {
  const query = asked.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  const path = uploadPath(dir(), ownUpload(user, id).id, "images");
  if (!path || !query.success) throw new Refusal(404, "There is no such upload.");
  const source = await openImages(path);
  try {
    const { rgb } = await decodeImage(await source.read(query.data.name), side);
    const bytes = new Uint8Array(await encodePng(rgb, side));
    const headers = { "content-type": "image/png", "cache-control": "private, max-age=3600" };
    return new Response(bytes, { headers });
  } catch (error) {
    if (error instanceof FormatError) throw new Refusal(422, error.message);
    throw error;
  } finally {
    await source.close();
  }
});
