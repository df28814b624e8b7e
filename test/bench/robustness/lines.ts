import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { z } from "zod";

/** Finished trainings in a file of JSON lines. A last line that a kill cut short is not one. */

export function readLines<T>(file: string, schema: z.ZodType<T>): T[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

export const addLine = (file: string, line: object): void =>
  appendFileSync(file, `${JSON.stringify(line)}\n`);
