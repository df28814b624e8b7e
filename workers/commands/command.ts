import type { z } from "zod";
import { Expected } from "#lib/expected.ts";

/** A command as a value: its flags are a schema, from which help, defaults and complaints come. */
export type Command = {
  /** what it does, for --help */
  about: string;
  /** keys of `flags` that are given by place instead of by name */
  positionals: readonly string[];
  flags: z.ZodObject;
  run: (values: unknown) => void | Promise<void>;
};

/** Seal the flags' types. */
export function defineCommand<Shape extends z.ZodRawShape>(definition: {
  about: string;
  positionals?: readonly (keyof Shape & string)[];
  flags: z.ZodObject<Shape>;
  run: (values: z.output<z.ZodObject<Shape>>) => void | Promise<void>;
}): Command {
  const { about, positionals = [], flags, run } = definition;
  return { about, positionals, flags, run: (raw) => run(flags.parse(raw)) };
}

/** The command cannot go on; the message is one sentence for the person at the terminal. */
export class Stop extends Expected {}

export function stop(message: string): never {
  throw new Stop(message);
}
