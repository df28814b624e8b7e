import type { Answer } from "#db/labelling/judgments.ts";

/**
 * Answers on their way to the server. They lie in the browser's storage until the server has
 * acknowledged them, so that a lost connection, an ended session or a closed tab loses none.
 */
export type Outbox = {
  all(): Answer[];
  add(answer: Answer): void;
  /** the server has it (or will never take it) */
  remove(lease: string): void;
};

export function openOutbox(userId: number, project: string): Outbox {
  const key = `tandem.outbox.${userId}.${project}`;
  let answers = stored(key);
  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify(answers));
    } catch {
      // Storage is full or forbidden: the answers still go out from memory.
    }
  };
  return {
    all: () => answers,
    add: (answer) => {
      answers = [...answers, answer];
      keep();
    },
    remove: (lease) => {
      answers = answers.filter((answer) => answer.lease !== lease);
      keep();
    },
  };
}

function stored(key: string): Answer[] {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(parsed) ? parsed.filter(isAnswer) : [];
  } catch {
    return [];
  }
}

/** The server checks an answer in full; here it is enough that it is one of ours. */
const isAnswer = (value: unknown): value is Answer =>
  typeof value === "object" && value !== null && "lease" in value && "outcome" in value && "time" in value;
