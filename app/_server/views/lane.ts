import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type Answers, type Details, type Question, reply } from "./questions.ts";
import { Expected } from "#lib/expected.ts";

/** A question that a thread has died of this often is not asked again. */
const mostTries = 2;
/** Objects of a thread, MB; its columns of numbers are not counted in. */
const heapMb = 2048;

export type LaneOptions = {
  /** path of the database file */
  database: string;
  /** a thread that nobody has asked for so long ends, and its memory comes back, ms */
  idleMs: number;
  /** something went wrong in the thread; people see one sentence instead */
  report: (error: Error) => void;
};

export type Lane = {
  /** @throws Expected with a sentence, or an error that was reported */
  ask: <Kind extends keyof Answers>(
    kind: Kind,
    project: number,
    details: Details[Kind],
  ) => Promise<Answers[Kind]>;
  end: () => Promise<void>;
};

type Waiting = {
  question: Question;
  tries: number;
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
};

/**
 * A thread for questions, started at the first one. When it dies, another takes over what it had not
 * answered.
 */
export function openLane({ database, idleMs, report }: LaneOptions): Lane {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let asked = 0;

  function start(): Worker {
    // From the source: Next bundles the web process's code, and a thread needs a file of its own.
    const file = join(process.cwd(), "app", "_server", "views", "thread.ts");
    const made = new Worker(/* turbopackIgnore: true */ file, {
      workerData: { database },
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    made.unref(); // it keeps no process alive that has nothing else to do
    made.on("message", hear);
    made.on("error", report);
    made.on("exit", () => {
      if (worker !== made) return;
      worker = null;
      takeOver();
    });
    return made;
  }

  function send(id: number, each: Waiting): void {
    each.tries++;
    worker ??= start();
    worker.postMessage({ id, question: each.question });
  }

  function takeOver(): void {
    for (const [id, each] of waiting) {
      if (each.tries < mostTries) send(id, each);
      else settle(id)?.reject(new Error(`the thread died while computing “${each.question.kind}”`));
    }
  }

  function settle(id: number): Waiting | undefined {
    const each = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) {
      clearTimeout(idle);
      idle = setTimeout(() => void end(), idleMs);
      idle.unref();
    }
    return each;
  }

  function hear(raw: unknown): void {
    const heard = reply.parse(raw);
    const each = settle(heard.id);
    if (heard.ok) each?.resolve(heard.answer);
    else if (heard.expected) each?.reject(new Expected(heard.message));
    else {
      const error = new Error(`computing “${each?.question.kind ?? "?"}” failed: ${heard.message}`);
      each?.reject(error);
    }
  }

  async function end(): Promise<void> {
    const ended = worker;
    worker = null;
    await ended?.terminate();
  }

  return {
    ask: (kind, project, details) =>
      new Promise((resolve, reject) => {
        clearTimeout(idle);
        const id = asked++;
        // The thread's switch over kinds pairs question and answer; types end at the boundary of threads.
        const question = { kind, project, ...details } as Question;
        const each: Waiting = { question, tries: 0, resolve: resolve as (answer: unknown) => void, reject };
        waiting.set(id, each);
        send(id, each);
      }),
    end,
  };
}
