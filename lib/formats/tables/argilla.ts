import { z } from "zod";
import { pictureOfAddress, type RecordKind } from "#lib/formats/tables/record.ts";

const id = z.union([z.string(), z.int()]);
/** Argilla 2: responses by question. Argilla 1: responses by person, with their values by question. */
const byQuestion = z.record(z.string(), z.array(z.object({ value: z.unknown(), user_id: id.nullish() })));
const byPerson = z.array(
  z.object({
    user_id: id.nullish(),
    status: z.string().nullish(),
    values: z.record(z.string(), z.object({ value: z.unknown() })).nullish(),
  }),
);
const record = z.object({
  id: id.nullish(),
  fields: z.record(z.string(), z.unknown()),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  responses: z.union([byPerson, byQuestion]).nullish(),
});
type Response = { question: string; value: unknown; user: string };

/** Argilla's records as JSON: a record a picture, with the responses to its questions; the first about a class counts. */
export const argilla: RecordKind = {
  columns: ["item", "worker", "label"],
  fits(first) {
    const parsed = record.safeParse(first);
    return parsed.success && parsed.data.responses !== undefined;
  },
  rowsOf(entry) {
    const parsed = record.safeParse(entry);
    if (!parsed.success) return "This is not an Argilla record.";
    const said = responsesOf(parsed.data.responses ?? []).filter(({ value }) => typeof value === "string");
    const [first] = said;
    const item = itemOf(parsed.data);
    return said
      .filter(({ question }) => question === first?.question)
      .map(({ user, value }) => [item, user, String(value)]);
  },
};

function responsesOf(responses: NonNullable<z.output<typeof record>["responses"]>): Response[] {
  const user = (by: string | number | null | undefined) => String(by ?? "annotator");
  if (!Array.isArray(responses))
    return Object.entries(responses).flatMap(([question, all]) =>
      all.map(({ value, user_id }) => ({ question, value, user: user(user_id) })),
    );
  return responses
    .filter(({ status }) => status !== "discarded" && status !== "draft")
    .flatMap(({ user_id, values }) =>
      Object.entries(values ?? {}).map(([question, { value }]) => ({ question, value, user: user(user_id) })),
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
