import { z } from "zod";
import { db, dir } from "../../../_server/database.ts";
import { projectOf, route } from "../../../_server/route.ts";
import { Refusal } from "../../../_server/refusal.ts";
import { may } from "#db/access.ts";
import { readImage } from "#db/dataset/packs.ts";
import { inProject, wasServed } from "#db/labelling/image-access.ts";

const asked = z.object({ project: z.string() });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Image bytes by content. Annotators see what was served to them, researchers and admins their project's. */
export const GET = route<{ hash: string }>("annotator", (request, user, params) => {
  const hash = sha256.safeParse(params.hash);
  const query = asked.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!hash.success || !query.success) throw new Refusal(404, "There is no such picture.");
  const project = projectOf(query.data.project, user, "annotator");
  const allowed = may(user, "researcher")
    ? inProject(db(), project, hash.data)
    : wasServed(db(), project, user.id, hash.data);
  const image = allowed ? readImage(db(), dir(), hash.data, { shown: true }) : null;
  if (!image) throw new Refusal(404, "There is no such picture.");
  const headers = {
    "content-type": image.mime,
    // The name is the content: it never changes. Private, since who may see it was checked for this person.
    "cache-control": "private, max-age=31536000, immutable",
    etag: `"${hash.data}"`,
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
  };
  if (request.headers.get("if-none-match") === headers.etag)
    return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(image.bytes), { headers });
});
