import { parseArgs } from "node:util";
import { z } from "zod";
import { allowedValues, complaint, describe } from "#lib/schema-words.ts";
import { type Command, stop } from "./command.ts";

/** Command lines and help texts, both made from a command's schema. */

const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const hint = "--help shows what can be given.";

type Flag = { key: string; name: string; schema: z.ZodType; kind: "switch" | "number" | "text" };

const flagsOf = ({ flags }: Pick<Command, "flags">): Flag[] =>
  Object.entries(flags.shape).map(([key, schema]) => {
    if (!(schema instanceof z.ZodType)) throw new Error(`the flag ${key} has no schema`);
    return { key, name: kebab(key), schema, kind: kindOf(schema) };
  });

function kindOf(schema: z.ZodType): Flag["kind"] {
  const { type } = describe(schema);
  if (type === "boolean") return "switch";
  return type === "number" || type === "integer" ? "number" : "text";
}

/**
 * What was typed, as the schema wants it.
 * @throws Stop with one sentence about the first thing that does not fit
 */
export function readArguments(command: Pick<Command, "flags" | "positionals">, args: readonly string[]) {
  const flags = flagsOf(command);
  const { given, rest } = tokensOf(flags, args);
  for (const key of command.positionals) {
    const text = rest.shift();
    if (text !== undefined) given.set(key, text);
  }
  const [surplus] = rest;
  if (surplus !== undefined) stop(`“${surplus}” is one word too many; ${hint}`);
  const parsed = command.flags.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const flag = flags.find(({ key }) => key === issue?.path[0]);
  if (!issue || !flag) return stop(issue?.message ?? hint);
  const name = command.positionals.includes(flag.key) ? flag.name.toUpperCase() : `--${flag.name}`;
  const value = given.get(flag.key) ?? describe(flag.schema).default; // a default may come from the environment
  if (value === undefined) return stop(`${name} is missing; ${hint}`);
  return stop(complaint(name, value, flag.schema, issue.message));
}

function tokensOf(flags: readonly Flag[], args: readonly string[]) {
  const byName = new Map(flags.map((flag) => [flag.name, flag]));
  const options = Object.fromEntries(
    flags.map(({ name, kind }) => [name, { type: kind === "switch" ? "boolean" : "string" } as const]),
  );
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, unknown>();
  const rest: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") rest.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    const positive = byName.get(name);
    const flag = positive ?? byName.get(name.replace(/^no-/, ""));
    if (!flag || (!positive && flag.kind !== "switch")) return stop(`There is no flag ${rawName}; ${hint}`);
    if (flag.kind === "switch") {
      if (value !== undefined) stop(`${rawName} takes no value.`);
      given.set(flag.key, positive !== undefined);
    } else {
      const looksLikeFlag = !inlineValue && value !== undefined && /^--?[a-z]/.test(value);
      if (value === undefined || looksLikeFlag) return stop(`${rawName} wants a value; ${hint}`);
      given.set(flag.key, flag.kind === "number" ? numberIn(value) : value);
    }
  }
  return { given, rest };
}

/** The number that a text is, or the text for the schema to refuse. */
const numberIn = (text: string): number | string =>
  text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);

/** Text of --help. */
export function helpText(name: string, command: Pick<Command, "about" | "flags" | "positionals">): string {
  const flags = flagsOf(command);
  const isRequired = ({ schema }: Flag) => !schema.safeParse(undefined).success;
  const places = command.positionals.map((key) => kebab(key).toUpperCase());
  const named = flags.filter(({ key }) => !command.positionals.includes(key));
  const required = named.filter(isRequired).map((flag) => title(flag));
  const call = name === "start" ? "npm start" : `npm run ${name}`;
  const usage = [call, "--", ...places, ...required, "[flags]"].join(" ");
  const rows = flags.map((flag): [string, string] => [
    command.positionals.includes(flag.key) ? flag.name.toUpperCase() : title(flag),
    explanation(flag),
  ]);
  const all: [string, string][] = [
    ...rows,
    ["--data DIR", "data folder (default: $TANDEM_DATA, else ./data)"],
    ["--help", "this text"],
  ];
  return `${usage}\n\n${command.about}\n\n${table(all)}\n`;
}

function title({ name, schema, kind }: Flag): string {
  const { value, default: preset } = describe(schema);
  if (kind === "switch") return preset === true ? `--no-${name}` : `--${name}`;
  return `--${name} ${typeof value === "string" ? value : kind === "number" ? "N" : name.toUpperCase()}`;
}

function explanation({ schema, kind }: Flag): string {
  const { description = "", default: preset } = describe(schema);
  if (kind === "switch") return description;
  const allowed = allowedValues(schema);
  const shown = typeof preset === "string" || typeof preset === "number" ? String(preset) : "";
  const notes = [allowed !== "a number" && allowed, shown && `default ${shown}`].filter(Boolean);
  return notes.length > 0 ? `${description} (${notes.join("; ")})` : description;
}

/** Two columns, the second one wrapped. */
export function table(rows: readonly (readonly [head: string, text: string])[]): string {
  const width = Math.max(...rows.map(([head]) => head.length));
  const indent = " ".repeat(width);
  return rows
    .flatMap(([head, text]) =>
      wrapped(text, 96 - width).map((line, at) => `  ${at === 0 ? head.padEnd(width) : indent}  ${line}`),
    )
    .join("\n");
}

function wrapped(text: string, length: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + word.length >= length) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
