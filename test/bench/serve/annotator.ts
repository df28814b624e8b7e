import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { sampleTime } from "../../sample-time.ts";

/*
 * An annotator as the annotation page is one: six tasks in hand, each picture fetched when its task
 * comes, one answer at a time, sent again until it is acknowledged.
 */

const reply = z.object({
  accepted: z.enum(["saved", "again"]).nullable(),
  tasks: z.array(z.object({ lease: z.uuid() })),
  waiting: z.object({ closed: z.string().nullable() }).nullable(),
});
const readyTasks = 6;

export type Annotator = {
  name: string;
  cookie: string;
  slug: string;
  /** the class that they see in a picture; without it they answer at random */
  sees?: (picture: Buffer) => number;
};

/** What the annotators of a load have done together. */
export type Load = {
  origin: URL;
  /** between an acknowledgement and the next answer, ms */
  thinkMs: number;
  /** classes of the project */
  classes: number;
  /** set from outside: whoever finds nothing to label asks again after so long, until labelling is closed, ms */
  comeBackMs: number | null;
  /** set from outside: with so many acknowledged, nobody begins a new answer for now */
  restAt: number;
  /** set from outside: begin no new answer */
  stopped: boolean;
  /** somebody found nothing more to label */
  finished: boolean;
  /** answer → acknowledgement, ms */
  submitMs: number[];
  /** request → last byte of a picture, ms */
  imageMs: number[];
  /** leases whose answers were acknowledged */
  acknowledged: string[];
  /** what was said and by whom, by lease; of the acknowledged */
  said: Map<string, { name: string; label: number }>;
  /** replies other than 2xx, and requests without one */
  failures: Map<string, number>;
};

export const newLoad = (origin: URL, thinkMs: number, classes: number): Load => ({
  origin,
  thinkMs,
  classes,
  comeBackMs: null,
  restAt: Infinity,
  stopped: false,
  finished: false,
  submitMs: [],
  imageMs: [],
  acknowledged: [],
  said: new Map(),
  failures: new Map(),
});

/** Label until there is nothing left or the load is stopped. */
export async function annotate(load: Load, annotator: Annotator, agent: Agent): Promise<void> {
  const { cookie, slug, sees = () => Math.floor(Math.random() * load.classes) } = annotator;
  const held: Task[] = [];
  let done: Task | null = null;
  await sleep(Math.random() * load.thinkMs);
  while (!load.stopped || done !== null) {
    const started = performance.now();
    const body = {
      project: slug,
      held: held.map(({ lease }) => lease),
      want: readyTasks,
      today: 0,
      ...(done && { done: answered(done, load) }),
    };
    const answer = await post(load, agent, cookie, body);
    if (!answer) {
      await sleep(200);
      continue;
    }
    if (done !== null && answer.accepted !== null) {
      load.submitMs.push(performance.now() - started);
      load.acknowledged.push(done.lease);
      load.said.set(done.lease, { name: annotator.name, label: done.label });
      done = null;
    }
    for (const { lease } of answer.tasks) {
      const shown = await picture(load, agent, cookie, slug, lease);
      if (shown) held.push({ lease, label: sees(shown) });
    }
    if (load.stopped) break;
    if (held.length === 0) {
      const pause = answer.tasks.length > 0 ? 200 : answer.waiting?.closed ? null : load.comeBackMs;
      if (pause === null) {
        load.finished = true;
        return;
      }
      await sleep(pause);
      continue;
    }
    if (load.thinkMs > 0) await sleep(Math.max(0, load.thinkMs - (performance.now() - started)));
    while (load.acknowledged.length >= load.restAt && !load.stopped) await sleep(20);
    done = held.shift() ?? null;
  }
}

/** In hand: seen, and about to be answered. */
type Task = { lease: string; label: number };

function answered({ lease, label }: Task, { thinkMs }: Load) {
  const ms = Math.max(150, thinkMs * 0.8);
  return {
    lease,
    outcome: "label",
    label,
    time: { ...sampleTime, responseMs: ms, visibleMs: ms },
  };
}

/** @returns null when it has to be sent again */
async function post(load: Load, agent: Agent, cookie: string, body: object) {
  const sent = Buffer.from(JSON.stringify(body));
  const headers = {
    cookie,
    origin: load.origin.origin,
    "content-type": "application/json",
    "content-length": sent.length,
  };
  const got = await ask(load, agent, { path: "/api/tasks", method: "POST", headers }, sent);
  if (!got) return null;
  if (got.status === 200) return reply.parse(JSON.parse(got.body.toString()));
  fail(load, String(got.status));
  return null;
}

/** @returns null where none came: the task is asked for again */
async function picture(
  load: Load,
  agent: Agent,
  cookie: string,
  slug: string,
  lease: string,
): Promise<Buffer | null> {
  const started = performance.now();
  const path = `/api/images/${lease}?project=${slug}`;
  const got = await ask(load, agent, { path, method: "GET", headers: { cookie } });
  if (got?.status === 200 && got.body.length > 0) {
    load.imageMs.push(performance.now() - started);
    return got.body;
  }
  if (got) fail(load, `picture ${got.status}`);
  return null;
}

type Asked = { path: string; method: string; headers: Record<string, string | number> };

function ask(
  load: Load,
  agent: Agent,
  asked: Asked,
  body?: Buffer,
): Promise<{ status: number; body: Buffer } | null> {
  return new Promise((resolve) => {
    const lost = (error: NodeJS.ErrnoException) => {
      fail(load, error.code ?? error.message);
      resolve(null);
    };
    const sent = request(
      { host: load.origin.hostname, port: load.origin.port, agent, ...asked },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
        response.on("error", lost);
      },
    );
    sent.on("error", lost);
    sent.end(body);
  });
}

function fail({ failures }: Load, what: string): void {
  failures.set(what, (failures.get(what) ?? 0) + 1);
}

export const newAgent = (): Agent => new Agent({ keepAlive: true, maxSockets: Infinity });
