import { z } from "zod";
import { answer, route } from "../../_server/route.ts";
import { Refusal } from "../../_server/refusal.ts";
import { storeUpload, uploadKind } from "../../_server/uploads.ts";

const asked = z.object({ kind: uploadKind, name: z.string().max(300).default("The file") });

/** One file as the raw body, streamed to the disk. */
export const PUT = route("admin", async (request) => {
  const query = asked.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) throw new Refusal(400, "Say whether these are images or labels.");
  return answer({ upload: await storeUpload(request, query.data.kind, query.data.name) }, 201);
});
