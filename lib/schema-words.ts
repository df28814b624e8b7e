import { z } from "zod";

/**
 * A schema's limits in words, for messages that must name their field: commands and training options.
 * Beside the field of a form, lib/validation.ts words them.
 */

type Described = z.core.JSONSchema.BaseSchema;

/** The schema as JSON Schema: type, limits, default, description. What cannot be expressed is left out. */
export const describe = (schema: z.ZodType): Described =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });

/** What the schema takes: "one of csv, jsonl", "a whole number from 1 to 1000"; null where it cannot be said. */
export function allowedValues(schema: z.ZodType): string | null {
  const { type, enum: choices, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = describe(schema);
  if (choices) return `one of ${choices.join(", ")}`;
  if (type === "boolean") return "true or false";
  if (type !== "number" && type !== "integer") return null;
  const low = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? `from ${minimum}` : "";
  const above = exclusiveMinimum === undefined ? "" : `above ${exclusiveMinimum}`;
  const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `to ${maximum}` : "";
  const below = exclusiveMaximum === undefined ? "" : `below ${exclusiveMaximum}`;
  const kind = type === "integer" ? "a whole number" : "a number";
  return [kind, low || above, high || below].filter(Boolean).join(" ");
}

/**
 * What is wrong with one field, in one sentence.
 * @param name the field as the person knows it
 * @param value what was given
 */
export function complaint(name: string, value: unknown, schema: z.ZodType, message: string): string {
  if (value === undefined) return `${name} is missing.`;
  const given = typeof value === "string" ? `“${value}”` : JSON.stringify(value);
  const allowed = allowedValues(schema);
  return allowed === null
    ? `${name} does not fit: ${message.replace(/\.$/, "")}.`
    : `${name} cannot be ${given}; it is ${allowed}.`;
}
