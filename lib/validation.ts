/** What zod finds, as sentences for the person who typed it. */
import type { z } from "zod";

/**
 * Words one finding; give it to parse() and safeParse() as `error`. A schema's own message goes first, so a
 * field says more only where its rule is not obvious. The sentence stands beside its field and does not name it.
 */
export const sentence: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return missing(issue.input)
        ? "Please fill this in."
        : `This must be ${nouns.get(issue.expected) ?? "of another kind"}.`;
    case "too_small":
      return bound(issue.origin, issue.minimum, issue.inclusive ?? true, "least");
    case "too_big":
      return bound(issue.origin, issue.maximum, issue.inclusive ?? true, "most");
    case "invalid_value":
      return `Choose one of: ${issue.values.map(String).join(", ")}.`;
    case "unrecognized_keys":
      return `Unknown: ${issue.keys.join(", ")}.`;
    case "not_multiple_of":
      return `This must be a multiple of ${issue.divisor}.`;
    case "invalid_union":
      return ofUnion(issue.errors) ?? "This is not valid.";
    default:
      return "This is not valid.";
  }
};

/** What the first way says that takes more than one certain word: "a whole number", of nothing or a whole number. */
const ofUnion = (
  ways: readonly (readonly { code?: string | undefined; message: string }[])[],
): string | undefined =>
  ways.flatMap((findings) => findings.slice(0, 1)).find(({ code }) => code !== "invalid_value")?.message;

const missing = (input: unknown) => input === undefined || input === null || input === "";

const nouns = new Map([
  ["number", "a number"],
  ["nan", "a number"],
  ["int", "a whole number"],
  ["string", "text"],
  ["boolean", "true or false"],
  ["array", "a list"],
  ["object", "an object"],
  ["record", "an object"],
]);

function bound(origin: string, limit: number | bigint, inclusive: boolean, side: "least" | "most"): string {
  const number = limit.toLocaleString("en");
  if (origin === "string" || origin === "array") {
    if (side === "least" && Number(limit) === 1) return "Please fill this in.";
    const [one, many] = origin === "string" ? ["character", "characters"] : ["entry", "entries"];
    return `Use at ${side} ${number} ${Number(limit) === 1 ? one : many}.`;
  }
  if (inclusive) return `This must be at ${side} ${number}.`;
  return `This must be ${side === "least" ? "more" : "less"} than ${number}.`;
}

/** One sentence for each field, by its path: "project.name". The first finding of a field counts. */
export function byField(error: z.ZodError): Record<string, string> {
  const sentences: Record<string, string> = {};
  for (const { path, message } of error.issues) sentences[path.join(".")] ??= message;
  return sentences;
}

/** All findings in one line, each behind its field, where no form can show them beside it. */
export const inOneLine = (error: z.ZodError): string =>
  Object.entries(byField(error))
    .map(([field, message]) => (field === "" ? message : `${field}: ${message}`))
    .join(" ");
