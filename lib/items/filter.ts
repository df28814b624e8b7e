import { z } from "zod";
import { type Split, splits } from "#lib/domain.ts";
import { isZone } from "#lib/timing/day.ts";

/**
 * Which items of a project are meant, and in which order: what the address of the item browser says, and whatever
 * acts on "all of these". The address is its only other form:
 *
 *     items?said=column-3:5&said=run-12:wrong&confidence=0.2-0.5&differ=yes&sort=confidence
 */

/**
 * What a rater said, in place of a class: any class, anything at all, nothing, "can't tell", the gold label, another than
 * the gold label, and of a person: what most of the others said, another than that.
 */
export const saidWords = ["any", "given", "none", "unsure", "right", "wrong", "agrees", "differs"] as const;
export type SaidWord = (typeof saidWords)[number];

/**
 * One rater's answer. `rater` is an id as in `StudyRater.id` ("column-3", "person-7", "run-12", "aggregate", "people"),
 * "gold" for the gold label or "team" for the team's answer; for person 7, "checks-7" are their answers to checks and
 * "work-7" those and their other ones. `answer` is an index into the project's classes, or a word.
 */
export type Said = { rater: string; answer: number | SaidWord };

/** Two raters' classes: one and the same, different ones, at least one of them the gold label. */
export const relations = ["alike", "apart", "either"] as const;
export type Pair = { one: string; other: string; relation: (typeof relations)[number] };

/** A person's or a column's trustworthy time, ms, both ends included; one that is doubtful; a share of a batch's in the grid. */
export type Took = { rater: string; ms: Range | "doubtful" | "grid" };

/** A rater's answers from one judgment to another, by their numbers, both included. */
export type Stretch = { rater: string; from: number; to: number };

/** How many of some raters gave a class: from `low` to `high` of them, both included. */
export type By = { raters: readonly string[]; low: number; high: number };

/** From `low` to `high`, both included; shares are in [0, 1]. */
export type Range = { low: number; high: number };

/** People have answered; wait to be asked; the machine keeps it; nobody is asked about it at all. */
export const askedStates = ["answered", "waiting", "kept", "unrouted"] as const;
export type Asked = (typeof askedStates)[number];

export const sorts = ["order", "name", "confidence", "score", "disagreement", "last"] as const;
export type Sort = (typeof sorts)[number];

/** All of it has to hold; null: it does not matter. */
export type ItemFilter = {
  said: readonly Said[];
  by: By | null;
  pair: Pair | null;
  took: Took | null;
  stretch: Stretch | null;
  /** answers that were set aside count as if they stood, or they alone do; null: those that stand */
  answers: "too" | "only" | null;
  /** where the gold label is from: it came with the data, or a review set it */
  gold: "data" | "review" | null;
  /** of the run named by `run`, else of the active one */
  confidence: Range | null;
  run: number | null;
  score: Range | null;
  /** whether people and columns gave different labels */
  differ: "yes" | "no" | null;
  asked: Asked | null;
  split: Split | "none" | null;
  /** days, "2026-11-27", both included, on one of which somebody answered it here */
  since: string | null;
  until: string | null;
  /** IANA name of the time zone that these are days of; null: UTC. Only beside one of them */
  zone: string | null;
  /** part of the file name, whatever its case */
  name: string | null;
  tag: string | null;
  /** only those that are set aside, or those too; null: without them */
  aside: "only" | "too" | null;
};

/** A filter, and the order in which its items are looked at. */
export type Browse = { filter: ItemFilter; sort: Sort; down: boolean };

const anyRater = String.raw`(?:gold|team|aggregate|people|(?:column|person|run)-\d{1,15})`;
const ofPeople = String.raw`(?:(?:column|person)-\d{1,15})`;
const number = String.raw`\d*\.?\d+`;

/** A text that a pattern reads. */
const matching = <T>(pattern: RegExp, read: (groups: string[]) => T) =>
  z.string().transform((text, context): T => {
    const found = pattern.exec(text);
    if (found) return read(found.slice(1));
    context.addIssue("not understood");
    return z.NEVER;
  });

const said = matching(
  new RegExp(`^(${anyRater}|(?:checks|work)-\\d{1,15}):(\\d{1,5}|${saidWords.join("|")})$`),
  ([rater = "", answer = ""]): Said => ({
    rater,
    answer: saidWords.find((each) => each === answer) ?? Number(answer),
  }),
).refine(({ rater, answer }) => !isBesides(answer) || rater.startsWith("person-"));

/** What is said in view of the others. */
export const isBesides = (answer: Said["answer"]): boolean => answer === "agrees" || answer === "differs";

const between = matching(new RegExp(`^(${number})-(${number})$`), ([low, high]): Range => ({
  low: Number(low),
  high: Number(high),
})).refine(({ low, high }) => low <= high);

const range = between.refine(({ high }) => high <= 1);

const pair = matching(
  new RegExp(`^(${anyRater})~(${anyRater}):(${relations.join("|")})$`),
  ([one = "", other = "", relation]): Pair => ({
    one,
    other,
    relation: relations.find((each) => each === relation) ?? "alike",
  }),
);

const took = matching(
  new RegExp(`^(${ofPeople}):(?:(doubtful|grid)|(${number})-(${number}))$`),
  ([rater = "", word, low, high]): Took => ({
    rater,
    ms: word === "doubtful" || word === "grid" ? word : { low: Number(low), high: Number(high) },
  }),
);

const stretch = matching(
  new RegExp(`^(${ofPeople}):(\\d{1,15})-(\\d{1,15})$`),
  ([rater = "", from, to]): Stretch => ({ rater, from: Number(from), to: Number(to) }),
);

/** More raters are not asked about at once. */
export const mostBy = 100;

const by = matching(
  new RegExp(`^(\\d{1,3})-(\\d{1,3})((?:~${anyRater})+)$`),
  ([low, high, raters = ""]): By => ({
    raters: raters.slice(1).split("~"),
    low: Number(low),
    high: Number(high),
  }),
).refine(({ raters, low, high }) => low <= high && low <= raters.length && raters.length <= mostBy);

/** What a tag may be called. */
export const tagName = z.string().trim().min(1, "A tag needs a name.").max(60, "At most 60 characters.");

type Parts = Omit<ItemFilter, "said">;

/** How each part of an address is read. */
const parts: { [Name in keyof Parts]: z.ZodType<NonNullable<Parts[Name]>> } = {
  by,
  pair,
  took,
  stretch,
  answers: z.enum(["too", "only"]),
  gold: z.enum(["data", "review"]),
  confidence: range,
  run: z.coerce.number().int().positive(),
  score: range,
  differ: z.enum(["yes", "no"]),
  asked: z.enum(askedStates),
  split: z.enum([...splits, "none"]),
  since: z.iso.date(),
  until: z.iso.date(),
  zone: z.string().max(60).refine(isZone),
  name: z.string().trim().min(1).max(200),
  tag: tagName,
  aside: z.enum(["only", "too"]),
};
const partNames = Object.keys(parts).filter((name): name is keyof Parts => name in parts);

const rangeText = ({ low, high }: Range): string => `${low}-${high}`;

/** How a part is written; null where nothing is asked. */
function textOf(value: Parts[keyof Parts] | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object") return String(value);
  if ("relation" in value) return `${value.one}~${value.other}:${value.relation}`;
  if ("ms" in value) return `${value.rater}:${typeof value.ms === "string" ? value.ms : rangeText(value.ms)}`;
  if ("raters" in value) return [rangeText(value), ...value.raters].join("~");
  return "from" in value ? `${value.rater}:${value.from}-${value.to}` : rangeText(value);
}

const mostSaid = 20;

export const everything: ItemFilter = {
  said: [],
  by: null,
  pair: null,
  took: null,
  stretch: null,
  answers: null,
  gold: null,
  confidence: null,
  run: null,
  score: null,
  differ: null,
  asked: null,
  split: null,
  since: null,
  until: null,
  zone: null,
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
    by: one("by", parts.by),
    pair: one("pair", parts.pair),
    took: one("took", parts.took),
    stretch: one("stretch", parts.stretch),
    answers: one("answers", parts.answers),
    gold: one("gold", parts.gold),
    confidence: one("confidence", parts.confidence),
    run: one("run", parts.run),
    score: one("score", parts.score),
    differ: one("differ", parts.differ),
    asked: one("asked", parts.asked),
    split: one("split", parts.split),
    since: one("since", parts.since),
    until: one("until", parts.until),
    zone: given.get("since") || given.get("until") ? one("zone", parts.zone) : null,
    name: one("name", parts.name),
    tag: one("tag", parts.tag),
    aside: one("aside", parts.aside),
  };
  const sort = one("sort", z.enum(sorts)) ?? "order";
  return { filter, sort, down: one("down", z.literal("1")) !== null, problems };
}

const known = new Set<string>([...partNames, "said", "sort", "down"]);

/**
 * What of a filter is not understood, as it was given: what cannot be read, a name that there is not, a part without a
 * value, or one that is there twice. Nothing is done by such a filter: it would mean more items than were meant.
 */
export function misread(search: string): string[] {
  const given = new URLSearchParams(search);
  const shown = (name: string, text: string): string => (text === "" ? name : `${name}=${text}`);
  const odd = [...given].flatMap(([name, text]) =>
    text === "" || !known.has(name) || (name !== "said" && given.getAll(name).length > 1)
      ? [shown(name, text)]
      : [],
  );
  return [...new Set([...odd, ...readBrowse(given).problems])];
}

/** A filter by which something is done: all of it is understood. */
export const wholeFilter = z
  .string()
  .max(4000)
  .superRefine((search, context) => {
    const odd = misread(search);
    if (odd.length > 0) context.addIssue(`This is not understood as a filter: ${odd.join(", ")}.`);
  });

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
    const text = textOf(filter[name]);
    if (text !== null) params.set(name, text);
  }
  if (sort !== "order") params.set("sort", sort);
  if (down) params.set("down", "1");
  return params.toString();
}
