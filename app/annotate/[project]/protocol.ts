import { z } from "zod";
import type { WaitingAnswer } from "./outbox.ts";

/** What /api/tasks and its neighbours answer, as far as the page uses it. */
const task = z.object({
  lease: z.string(),
  /** the lease under which the person had answered it before taking the answer back */
  was: z.string().optional(),
  /** the person had skipped it, and nothing else is left for them */
  skipped: z.boolean().optional(),
});
const progress = z.object({ today: z.number(), all: z.number(), left: z.number() });
const waiting = z.object({
  heldByOthers: z.number(),
  nextAt: z.number().nullable(),
  closed: z
    .enum(["reached", "stopped", "paused", "you paused", "practice", "limit", "day limit"])
    .nullable()
    .default(null),
});

/** Said by our server, and not by a page that a network puts before every other. */
const released = z.object({ released: z.number() });

const tasksReply = z.object({
  accepted: z.string().nullable(),
  /** of a batch: leases whose answers could not be saved */
  refused: z.array(z.string()).default([]),
  tasks: z.array(task),
  progress,
  waiting: waiting.nullable(),
});
const undoReply = z.object({ tasks: z.array(task).min(1), progress });
const refusal = z.object({ message: z.string() });

export type Task = z.output<typeof task>;
export type Progress = z.output<typeof progress>;
export type Waiting = z.output<typeof waiting>;

export type Reply = { status: number; json: unknown };

/** Sends JSON; rejects when no reply came. `last`: the page is being closed, the request must outlive it. */
export type Post = (path: string, body: unknown, last?: boolean) => Promise<Reply>;

export type Failure =
  /** our server says no, with its sentence */
  | { kind: "refused" | "signed-out" | "gone"; message: string }
  /** no reply, a failing server, or something in between that is not ours: ask again */
  | { kind: "unreachable" };
type Verdict<T> = { kind: "fine"; value: T } | Failure;

/**
 * What a reply means. Only a sentence of our own counts as a refusal: proxies and sign-in pages of
 * networks answer 200, 404 or 429 as well, and an answer must not be given up for that.
 */
function verdictOf<T>(reply: Reply | null, schema: z.ZodType<T>): Verdict<T> {
  if (!reply) return { kind: "unreachable" };
  const { status, json } = reply;
  if (status >= 200 && status < 300) {
    const parsed = schema.safeParse(json);
    return parsed.success ? { kind: "fine", value: parsed.data } : { kind: "unreachable" };
  }
  const said = refusal.safeParse(json);
  // 429: too fast, so the same thing again a little later
  if (!said.success || status < 400 || status >= 500 || status === 429) return { kind: "unreachable" };
  const { message } = said.data;
  if (status === 401 || status === 403) return { kind: "signed-out", message };
  return { kind: status === 404 ? "gone" : "refused", message };
}

/** The midnight before, where the person is, ms. */
const dayOf = (now: number): number => new Date(now).setHours(0, 0, 0, 0);

export type TaskServer = ReturnType<typeof taskServer>;

/** The requests of the annotation page. None of these functions rejects. */
export function taskServer(post: Post, project: string) {
  async function ask<T>(path: string, schema: z.ZodType<T>, body: object, last = false): Promise<Verdict<T>> {
    const reply = await post(path, { project, ...body }, last).catch(() => null);
    return verdictOf(reply, schema);
  }
  return {
    /**
     * Carry an answer, a skip or a flag there, renew the leases held, and bring more tasks.
     * @param want tasks to hold in all, at most 80
     * @param now ms; progress is counted from the midnight before
     */
    async exchange(done: WaitingAnswer | undefined, held: readonly string[], want: number, now: number) {
      const said = await ask("/api/tasks", tasksReply, {
        ...(done && { done }),
        held,
        want,
        today: dayOf(now),
      });
      const unheard = said.kind === "fine" && done !== undefined && said.value.accepted === null;
      return unheard ? ({ kind: "unreachable" } as const) : said;
    },
    /** Take back the answers that were given, or the skips that were made, under leases. @param now as for exchange() */
    undo: (leases: readonly string[], now: number) =>
      ask("/api/tasks/undo", undoReply, { leases, today: dayOf(now) }),
    /** Give tasks back. `last`: the page is being closed. */
    release: (leases: readonly string[], last: boolean) =>
      ask("/api/tasks/release", released, { leases }, last),
  };
}
