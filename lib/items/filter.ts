import { z } from "zod";
import { type Split, splits } from "#lib/domain.ts";

/**
 * Which items of a project are meant, and in which order: what the address of the item browser says, and whatever
 * acts on "all of these". The address is its only other form:
 *
 *     items?said=column-3:5&said=run-12:wrong&confidence=0.2-0.5&differ=yes&sort=confidence
 */

/** What a rater said, in place of a class: any class, nothing, "can't tell", the gold label, another than the gold label. */
export const saidWords = ["any", "none", "unsure", "right", "wrong"] as const;
export type SaidWord = (typeof saidWords)[number];

/**
 * One rater's answer. `rater` is an id as in `StudyRater.id` ("column-3", "person-7", "run-12", "aggregate", "people"),
 * "gold" for the gold label or "team" for the team's answer; `answer` an index into the project's classes, or a word.
 */
export type Said = { rater: string; answer: number | SaidWord };

/** From `low` to `high`, both included, in [0, 1]. */
export type Range = { low: number; high: number };

/** People have answered; wait to be asked; the machine keeps it; nobody is asked about it at all. */
export const askedStates = ["answered", "waiting", "kept", "unrouted"] as const;
export type Asked = (typeof askedStates)[number];

export const sorts = ["order", "name", "confidence", "score", "disagreement", "last"] as const;
export type Sort = (typeof sorts)[number];

/** All of it has to hold; null: it does not matter. */
export type ItemFilter = {
  said: readonly Said[];
  /** of the run named by `run`, else of the active one */
  confidence: Range | null;
  run: number | null;
  score: Range | null;
  /** whether people and columns gave different labels */
  differ: "yes" | "no" | null;
  asked: Asked | null;
  split: Split | "none" | null;
  /** days in UTC, "2026-11-27", both included, on one of which somebody answered it here */
  since: string | null;
  until: string | null;
  /** part of the file name, whatever its case */
  name: string | null;
  tag: string | null;
  /** only those that are set aside, or those too; null: without them */
  aside: "only" | "too" | null;
};

/** A filter, and the order in which its items are looked at. */
export type Browse = { filter: ItemFilter; sort: Sort; down: boolean };

const said = z.string().transform((text, context): Said => {
  const found =
    /^(gold|team|aggregate|people|(?:column|person|run)-\d{1,15}):(\d{1,5}|any|none|unsure|right|wrong)$/.exec(
      text,
    );
  if (!found) {
    context.addIssue("no rater and answer");
    return z.NEVER;
  }
  const [, rater = "", answer = ""] = found;
  return { rater, answer: saidWords.find((each) => each === answer) ?? Number(answer) };
});

const range = z
  .string()
  .regex(/^\d*\.?\d+-\d*\.?\d+$/)
  .transform((text): Range => {
    const [low = NaN, high = NaN] = text.split("-").map(Number);
    return { low, high };
  })
  .refine(({ low, high }) => 0 <= low && low <= high && high <= 1);

/** What a tag may be called. */
export const tagName = z.string().trim().min(1, "A tag needs a name.").max(60, "At most 60 characters.");

/** How each part of an address is read. */
const parts = {
  confidence: range,
  run: z.coerce.number().int().positive(),
  score: range,
  differ: z.enum(["yes", "no"]),
  asked: z.enum(askedStates),
  split: z.enum([...splits, "none"]),
  since: z.iso.date(),
  until: z.iso.date(),
  name: z.string().trim().min(1).max(200),
  tag: tagName,
  aside: z.enum(["only", "too"]),
};
const partNames = Object.keys(parts).filter((name): name is keyof typeof parts => name in parts);

const mostSaid = 20;

export const everything: ItemFilter = {
  said: [],
  confidence: null,
  run: null,
  score: null,
  differ: null,
  asked: null,
  split: null,
  since: null,
  until: null,
  name: null,
  tag: null,
  aside: null,
};

/**
 * The filter of an address. What cannot be read is left out and named in `problems`, as it was given.
 * @param search its search part, or what a page is given of it
 */
export function readBrowse(
  search: string | URLSearchParams | Record<string, string | string[] | undefined>,
): Browse & { problems: string[] } {
  const given = asParams(search);
  const problems: string[] = [];
  const one = <T>(name: string, schema: z.ZodType<T>): T | null => {
    const text = given.get(name);
    if (text === null || text === "") return null;
    const read = schema.safeParse(text);
    if (read.success) return read.data;
    problems.push(`${name}=${text}`);
    return null;
  };
  const allSaid = given.getAll("said").filter((text) => text !== "");
  const readSaid = allSaid.slice(0, mostSaid).flatMap((text) => {
    const read = said.safeParse(text);
    if (!read.success) problems.push(`said=${text}`);
    return read.success ? [read.data] : [];
  });
  problems.push(...allSaid.slice(mostSaid).map((text) => `said=${text}`));
  const filter: ItemFilter = {
    said: readSaid,
    confidence: one("confidence", parts.confidence),
    run: one("run", parts.run),
    score: one("score", parts.score),
    differ: one("differ", parts.differ),
    asked: one("asked", parts.asked),
    split: one("split", parts.split),
    since: one("since", parts.since),
    until: one("until", parts.until),
    name: one("name", parts.name),
    tag: one("tag", parts.tag),
    aside: one("aside", parts.aside),
  };
  const sort = one("sort", z.enum(sorts)) ?? "order";
  return { filter, sort, down: one("down", z.literal("1")) !== null, problems };
}

function asParams(
  search: string | URLSearchParams | Record<string, string | string[] | undefined>,
): URLSearchParams {
  if (typeof search === "string" || search instanceof URLSearchParams) return new URLSearchParams(search);
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    for (const each of Array.isArray(value) ? value : [value ?? ""]) params.append(name, each);
  return params;
}

/** The same as the search part of an address, without its "?": "" where nothing is asked for. */
export function searchOfBrowse({
  filter = {},
  sort = "order",
  down = false,
}: {
  filter?: Partial<ItemFilter>;
  sort?: Sort;
  down?: boolean;
}): string {
  const params = new URLSearchParams();
  for (const { rater, answer } of filter.said ?? []) params.append("said", `${rater}:${answer}`);
  for (const name of partNames) {
    const value = filter[name];
    if (value === null || value === undefined) continue;
    params.set(name, typeof value === "object" ? `${value.low}-${value.high}` : String(value));
  }
  if (sort !== "order") params.set("sort", sort);
  if (down) params.set("down", "1");
  return params.toString();
}
