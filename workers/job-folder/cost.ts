import type { Folder } from "./folder.ts";
import { listAttempts, readLog } from "./part.ts";

/** What a folder's work took, whoever did it and however often it was begun. */
export type Cost = {
  hosts: string[];
  /** seconds of all processes together */
  workedSeconds: number;
  /** seconds of the graphics cards that they held */
  cardSeconds: number;
};

export async function costOf({ path, description: { parts } }: Folder): Promise<Cost> {
  const numbers = Array.from({ length: parts }, (_, part) => part);
  const attempts = (await Promise.all(numbers.map((part) => listAttempts(path, part)))).flat();
  const sum = (of: (attempt: (typeof attempts)[number]) => number) =>
    attempts.reduce((total, attempt) => total + of(attempt), 0) / 1000;
  return {
    hosts: [...new Set(attempts.map(({ host }) => host))].sort(),
    workedSeconds: sum(({ worked }) => worked),
    cardSeconds: sum(({ worked, cards }) => worked * cards),
  };
}

/** What happened in all parts, one after the other. */
export async function logOf({ path, description: { parts } }: Folder): Promise<string> {
  const texts: string[] = [];
  for (let part = 0; part < parts; part++) {
    const text = await readLog(path, part);
    texts.push(parts === 1 ? text : `── part ${part}\n${text}`);
  }
  return texts.join("\n");
}
