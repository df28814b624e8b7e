import { z } from "zod";
import { allowedValues, describe } from "#lib/schema-words.ts";

/** A schema of options as the fields of a form: what each is, what it is when left alone, and what may be typed. */
export type OptionField = {
  name: string;
  kind: "number" | "choice" | "yes or no";
  /** as it would be typed; empty and it is this */
  usual: string;
  /** of a choice */
  choices: readonly string[];
  /** what it means and in which unit, without a full stop; "" where the schema does not say */
  meaning: string;
  /** "a number above 0 to 1" */
  allowed: string;
};

const described = z.object({
  default: z.union([z.number(), z.string(), z.boolean()]).optional(),
  description: z.string().default(""),
  type: z.string().optional(),
  enum: z.array(z.string()).default([]),
  /** one of several kinds: a form offers the choices, files the rest too */
  anyOf: z.array(z.object({ enum: z.array(z.string()).default([]) })).default([]),
});

const isShape = (schema: z.ZodType): schema is z.ZodObject => schema instanceof z.ZodObject;

/** @returns none for a schema that is no object, and without what no field can hold */
export function optionFields(schema: z.ZodType): OptionField[] {
  if (!isShape(schema)) return [];
  return Object.entries(schema.shape).flatMap(([name, part]) => {
    const one: z.ZodType = z.instanceof(z.ZodType).parse(part);
    const said = described.safeParse(describe(one));
    if (!said.success) return [];
    const { type, description, default: value, anyOf } = said.data;
    const choices = [said.data, ...anyOf].find((each) => each.enum.length > 0)?.enum ?? [];
    const kind =
      choices.length > 0
        ? "choice"
        : type === "boolean"
          ? "yes or no"
          : type === "number" || type === "integer"
            ? "number"
            : null;
    if (kind === null) return [];
    const usual = value === undefined ? "" : String(value);
    return [
      {
        name,
        kind,
        usual,
        choices,
        meaning: description,
        allowed: allowedValues(one) ?? `one of ${choices.join(", ")}`,
      },
    ];
  });
}

/**
 * What was typed, as the options that it means; an empty field is left to the schema's default.
 * @param typed by name
 * @returns the options, not yet checked by their schema, or what is wrong by name
 */
export function typedOptions(
  fields: readonly OptionField[],
  typed: Readonly<Record<string, string>>,
): { ok: true; value: Record<string, unknown> } | { ok: false; problems: Record<string, string> } {
  const value: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const { name, kind, allowed } of fields) {
    const text = typed[name]?.trim() ?? "";
    if (text === "") continue;
    if (kind === "number") {
      if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) value[name] = Number(text);
      else problems[name] = `Please enter ${allowed}.`;
    } else if (kind === "yes or no") value[name] = text === "true";
    else value[name] = text;
  }
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, value };
}
