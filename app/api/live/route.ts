import { z } from "zod";
import { db } from "../../_server/database.ts";
import { listen, type News } from "../../_server/live.ts";
import { projectFor, projectOf } from "../../_server/project.ts";
import { route } from "../../_server/route.ts";
import { Refusal } from "../../_server/refusal.ts";
import { currentToken } from "../../_server/session.ts";
import { liveSession } from "#db/people/sessions.ts";
import { may } from "#db/access.ts";

const query = z.object({ project: z.string().optional() });
const heartbeatMs = 15_000;

/** Server-sent events: "something of these topics changed". Without ?project=, of everything (admins). */
export const GET = route("project researcher", async (request, user) => {
  const token = await currentToken();
  const { project: slug } = query.parse(Object.fromEntries(new URL(request.url).searchParams));
  if (slug === undefined && !may(user, "admin")) throw new Refusal(403, "You may not do this.");
  const projectId = slug === undefined ? null : projectOf(slug, user, "researcher").id;

  const encoder = new TextEncoder();
  let hear: (news: News) => void = () => undefined;
  const stop = listen(user.id, projectId, (news) => hear(news));
  let end: () => void = stop;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => {
        try {
          controller.enqueue(encoder.encode(text));
        } catch {
          end();
        }
      };
      hear = (news) => send(`id: ${news.cursor}\ndata: ${JSON.stringify(news)}\n\n`);
      const heartbeat = setInterval(() => {
        // Who was signed out or locked out meanwhile hears no more.
        // So does who may not see the project any more.
        const lives = token && liveSession(db(), token, Date.now());
        if (!lives || (slug !== undefined && !projectFor(lives.user, slug, "researcher"))) end();
        else send(": still here\n\n");
      }, heartbeatMs);
      end = () => {
        stop();
        clearInterval(heartbeat);
        try {
          controller.close();
        } catch {
          // closed already by the browser
        }
      };
      request.signal.addEventListener("abort", end);
      send("retry: 2000\n\n");
    },
    cancel: () => end(),
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
});
