import { useCallback, useEffect, useRef, useState } from "react";
import { z } from "zod";
import { openOutbox, type Outbox } from "./outbox.ts";
import type { Answer } from "#db/labelling/judgments.ts";

/** Tasks held ready, the one on the screen included. */
const held = 6;
const retryMs = [500, 1000, 2000, 5000, 10_000];

/** A task whose image is decoded and ready to be put into the page. */
export type ReadyTask = { lease: string; image: string; element: HTMLImageElement };

const task = z.object({ lease: z.string(), image: z.string() });
const response = z.object({
  tasks: z.array(task),
  progress: z.object({ today: z.number(), all: z.number(), left: z.number() }),
  waiting: z.object({ heldByOthers: z.number(), nextAt: z.number().nullable() }).nullable(),
});
const failure = z.object({ message: z.string() });

export type Progress = z.output<typeof response>["progress"];
export type Waiting = NonNullable<z.output<typeof response>["waiting"]>;

export type Connection =
  | { state: "fine" }
  /** answers wait in the browser; tried again by itself */
  | { state: "offline" }
  /** the session has ended; answers wait for a new sign-in */
  | { state: "signed-out" };

export type Tasks = {
  /** the task to show; null while loading or when there is none */
  current: ReadyTask | null;
  progress: Progress | null;
  /** set when there is nothing to do just now */
  waiting: Waiting | null;
  connection: Connection;
  /** answers not yet acknowledged */
  pending: number;
  /** one sentence about an answer that the server refused */
  refused: string | null;
  submit(answer: Answer): void;
  /** the last answer's task comes back; a sentence when there is none */
  undo(): Promise<string | null>;
  retry(): void;
};

async function post(path: string, body: unknown): Promise<{ status: number; json: unknown }> {
  const reply = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: reply.status, json: await reply.json().catch(() => null) };
}

const startOfToday = () => new Date().setHours(0, 0, 0, 0);

/** The tasks of one annotator: a few held ready with decoded images, answers sent in the background, none lost. */
export function useTasks(userId: number, project: string, leaseSeconds: number): Tasks {
  const [ready, setReady] = useState<ReadyTask[]>([]);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [connection, setConnection] = useState<Connection>({ state: "fine" });
  const [pending, setPending] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);

  const outbox = useRef<Outbox | null>(null);
  const holding = useRef<Set<string>>(new Set());
  const answered = useRef<Set<string>>(new Set());
  const talking = useRef(false);
  const failures = useRef(0);
  const again = useRef<ReturnType<typeof setTimeout> | null>(null);
  const ended = useRef(false);

  const take = useCallback(
    async (tasks: readonly { lease: string; image: string }[], first = false) => {
      const fresh = tasks.filter(({ lease }) => !holding.current.has(lease) && !answered.current.has(lease));
      for (const { lease } of fresh) holding.current.add(lease);
      for (const { lease, image } of fresh) {
        const element = new Image();
        element.src = `/api/images/${image}?project=${encodeURIComponent(project)}`;
        element.alt = "The picture to label";
        element.draggable = false;
        // A picture that cannot be decoded is shown broken rather than skipped in silence: "can't tell" is an answer.
        await element.decode().catch(() => undefined);
        if (ended.current) return;
        setReady((before) =>
          first ? [{ lease, image, element }, ...before] : [...before, { lease, image, element }],
        );
      }
    },
    [project],
  );

  /** Send what waits, one answer after the other, then ask for more tasks if any are missing. */
  const talk = useCallback(async () => {
    if (talking.current || ended.current) return;
    talking.current = true;
    if (again.current) clearTimeout(again.current);
    try {
      for (;;) {
        const done = outbox.current?.all()[0];
        const { status, json } = await post("/api/tasks", {
          project,
          ...(done && { done }),
          held: [...holding.current].slice(0, 100),
          want: held,
          today: startOfToday(),
        });
        if (status === 401 || status === 403) {
          // The answer stays in the outbox until somebody who may give it is signed in again.
          setConnection({ state: "signed-out" });
          return;
        }
        if (status >= 500 || status === 0) throw new Error("server");
        failures.current = 0;
        setConnection({ state: "fine" });
        if (done) {
          outbox.current?.remove(done.lease);
          setPending(outbox.current?.all().length ?? 0);
        }
        if (status >= 400) {
          const said = failure.safeParse(json);
          setRefused(said.success ? said.data.message : "The answer could not be saved.");
          if (!done) return;
          continue;
        }
        const news = response.parse(json);
        setProgress(news.progress);
        setWaiting(news.waiting);
        void take(news.tasks);
        if ((outbox.current?.all().length ?? 0) === 0) return;
      }
    } catch {
      setConnection({ state: "offline" });
      const wait = retryMs[Math.min(failures.current++, retryMs.length - 1)];
      again.current = setTimeout(() => void talkRef.current(), wait);
    } finally {
      talking.current = false;
    }
  }, [project, take]);
  const talkRef = useRef(talk);
  useEffect(() => {
    talkRef.current = talk;
  }, [talk]);

  useEffect(() => {
    ended.current = false;
    outbox.current = openOutbox(userId, project);
    const waitingAnswers = outbox.current.all();
    for (const { lease } of waitingAnswers) answered.current.add(lease);
    setPending(waitingAnswers.length);
    void talkRef.current();
    // Leases are renewed while somebody is here; an empty queue is asked again for what others give back.
    const beat = setInterval(
      () => {
        if (document.visibilityState === "visible") void talkRef.current();
      },
      Math.min(20_000, (leaseSeconds * 1000) / 3),
    );
    const online = () => void talkRef.current();
    window.addEventListener("online", online);
    const leave = () => {
      const leases = [...holding.current];
      if (leases.length === 0) return;
      void fetch("/api/tasks/release", {
        method: "POST",
        keepalive: true,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ project, leases }),
      }).catch(() => undefined);
    };
    window.addEventListener("pagehide", leave);
    // A page brought back by the browser's history holds tasks that it has given back: start afresh.
    const shown = (event: PageTransitionEvent) => {
      if (event.persisted) window.location.reload();
    };
    window.addEventListener("pageshow", shown);
    const mine = holding.current;
    return () => {
      ended.current = true;
      clearInterval(beat);
      if (again.current) clearTimeout(again.current);
      window.removeEventListener("online", online);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", shown);
      leave();
      mine.clear();
      setReady([]);
    };
  }, [userId, project, leaseSeconds]);

  const submit = useCallback(
    (answer: Answer) => {
      answered.current.add(answer.lease);
      holding.current.delete(answer.lease);
      outbox.current?.add(answer);
      setPending(outbox.current?.all().length ?? 0);
      setRefused(null);
      setReady((before) => before.filter(({ lease }) => lease !== answer.lease));
      void talk();
    },
    [talk],
  );

  const undo = useCallback(async () => {
    if ((outbox.current?.all().length ?? 0) > 0)
      return "One moment: the last answer is still on its way to the server.";
    const reply = await post("/api/tasks/undo", { project }).catch(() => null);
    if (!reply) return "The server cannot be reached just now.";
    const parsed = z.object({ task }).safeParse(reply.json);
    if (!parsed.success) {
      const said = failure.safeParse(reply.json);
      return said.success ? said.data.message : "The answer could not be taken back.";
    }
    answered.current.delete(parsed.data.task.lease);
    await take([parsed.data.task], true);
    setWaiting(null);
    return null;
  }, [project, take]);

  const retry = useCallback(() => void talk(), [talk]);

  return {
    current: ready[0] ?? null,
    progress,
    waiting: ready.length === 0 ? waiting : null,
    connection,
    pending,
    refused,
    submit,
    undo,
    retry,
  };
}
