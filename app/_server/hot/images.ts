import { z } from "zod";
import { db } from "../database.ts";
import { pictures } from "../pictures.ts";
import { projectFor } from "../project.ts";
import { Refusal } from "../refusal.ts";
import { answerPolicy } from "../security-headers.ts";
import type { Exchange } from "./http.ts";
import { limiter, looks } from "./rate.ts";
import { whoAsks } from "./who.ts";
import { itemPicture, leasedPicture } from "#db/labelling/image-access.ts";
import type { User } from "#db/schema.ts";

const lease = z.uuid();
const item = z.coerce.number().int().positive();
const mayLook = limiter(looks, () => performance.now());

/**
 * A picture, by the lease under which the person holds or has answered it, or, for those who may see all
 * of a project's items, by its item. Neither the address nor a header says which picture it is.
 */
export async function getImage({ request, response }: Exchange, name: string, search: URLSearchParams) {
  const { user } = await whoAsks(request);
  if (!mayLook(user.id))
    throw new Refusal(429, "That is faster than anybody can look. Please wait a moment.");
  const row = pictureFor(search.get("project") ?? "", user, name);
  if (!row) throw new Refusal(404, "There is no such picture.");
  const found = pictures().read(row, { shown: true });
  const { bytes, mime } = found instanceof Promise ? await found : found;
  response.writeHead(200, {
    "content-type": mime,
    "content-length": bytes.length,
    // A lease's picture never changes. Private, since who may see it was checked for this person.
    "cache-control": "private, max-age=86400, immutable",
    "content-security-policy": `${answerPolicy}; sandbox`,
    "cross-origin-resource-policy": "same-origin",
  });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function pictureFor(slug: string, user: Pick<User, "id" | "role">, name: string) {
  if (lease.safeParse(name).success) return leasedPicture(db(), slug, user, name);
  const id = item.safeParse(name);
  const project = id.success ? projectFor(user, slug, "researcher") : null;
  return project && id.success ? itemPicture(db(), project.id, id.data) : undefined;
}
