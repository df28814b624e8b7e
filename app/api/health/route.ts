import { db } from "../../_server/database.ts";
import { log } from "../../_server/log.ts";
import { asApiAnswer } from "../../_server/security-headers.ts";
import { liveWorkers } from "#db/jobs/workers.ts";

/** Not cached, not built ahead: it is asked to know how things are now. */
export const dynamic = "force-dynamic";

/** Is the database readable, and does a worker live? For the start command, containers and monitors. */
export function GET(): Response {
  try {
    const now = Date.now();
    const ages = liveWorkers(db(), now).map(({ beatAt }) => now - beatAt);
    return asApiAnswer(
      Response.json({
        ok: true,
        workers: ages.length,
        lastBeatMs: ages.length ? Math.min(...ages) : null,
      }),
    );
  } catch (error) {
    log.error({ err: error }, "health");
    return asApiAnswer(Response.json({ ok: false }, { status: 503 }));
  }
}
