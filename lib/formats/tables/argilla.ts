import { z } from "zod";
import { FormatError } from "#lib/formats/problem.ts";
import { pictureOfAddress, type RecordKind } from "#lib/formats/tables/record.ts";

const id = z.union([z.string(), z.int()]);
const status = z.string().nullish();
/** Argilla 2: responses by question. Argilla 1: responses by person, with their values by question. */
const byQuestion = z.record(
  z.string(),
  z.array(z.object({ value: z.unknown(), user_id: id.nullish(), status })),
);
const byPerson = z.array(
  z.object({
    user_id: id.nullish(),
    status,
    values: z.record(z.string(), z.object({ value: z.unknown() })).nullish(),
  }),
);
const record = z.object({
  id: id.nullish(),
  fields: z.record(z.string(), z.unknown()),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  responses: z.union([byPerson, byQuestion]).nullish(),
});
type Response = { question: string; value: string; user: string };

const mostQuestions = 100;
const [itemColumn, workerColumn] = ["item", "worker"];

/**
 * Argilla's records as JSON: a record a picture, with the responses to its questions. Which kind a question is of the
 * records do not say; those that were answered with a text are columns, and a row is what a person said of a picture.
 */
export const argilla: RecordKind = {
  fits(first) {
    const parsed = record.safeParse(first);
    return parsed.success && parsed.data.responses !== undefined;
  },
  async open(entries) {
    const found = new Set<string>();
    for await (const entry of entries) {
      const parsed = record.safeParse(entry);
      if (parsed.success) for (const { question } of responsesOf(parsed.data)) found.add(question);
      if (found.size > mostQuestions)
        throw new FormatError(`The records have more than ${mostQuestions} questions.`);
    }
    const asked = [...found];
    const questions =
      asked.length > 1
        ? asked.map((name) => (name === itemColumn || name === workerColumn ? `${name} (question)` : name))
        : ["label"];
    return {
      columns: [itemColumn, workerColumn, ...questions],
      questions,
      rowsOf(entry) {
        const parsed = record.safeParse(entry);
        if (!parsed.success) return "This is not an Argilla record.";
        const item = itemOf(parsed.data);
        return rowsBy(responsesOf(parsed.data), asked).map(({ user, values }) => [item, user, ...values]);
      },
    };
  },
};

/** What each person said, question by question; a second answer to the same question is a row of its own. */
function rowsBy(responses: readonly Response[], questions: readonly string[]) {
  const rows: { user: string; values: (string | null)[] }[] = [];
  for (const { question, user, value } of responses) {
    const place = questions.indexOf(question);
    let row = rows.find((each) => each.user === user && each.values[place] === null);
    if (!row) rows.push((row = { user, values: questions.map(() => null) }));
    row.values[place] = value;
  }
  return rows;
}

/** Responses that are texts, but for drafts and what was discarded. */
function responsesOf({ responses }: z.output<typeof record>): Response[] {
  const all = Array.isArray(responses)
    ? responses.flatMap(({ user_id, status, values }) =>
        Object.entries(values ?? {}).map(([question, { value }]) => ({ question, value, user_id, status })),
      )
    : Object.entries(responses ?? {}).flatMap(([question, said]) =>
        said.map((response) => ({ question, ...response })),
      );
  return all.flatMap(({ question, value, user_id, status }) =>
    typeof value === "string" && status !== "discarded" && status !== "draft"
      ? [{ question, value, user: String(user_id ?? "annotator") }]
      : [],
  );
}

/** What the metadata call the file; else the address of the picture, unless the picture itself stands there; else the id. */
function itemOf({ id: own, fields, metadata }: z.output<typeof record>): string {
  for (const name of ["file_name", "file", "filename", "item", "image", "path"]) {
    const value = metadata?.[name];
    if (typeof value === "string" && value !== "") return value;
  }
  const address = fields.image ?? Object.values(fields).find((value) => typeof value === "string");
  if (typeof address === "string" && !address.startsWith("data:") && address.length <= 1024)
    return pictureOfAddress(address);
  return String(own ?? "");
}
