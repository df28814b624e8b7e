import { duration, percent } from "../../../_ui/format.ts";
import type { ChangeKind } from "#lib/domain.ts";
import type { Named } from "#db/views/items/raters.ts";
import {
  type Asked,
  type By,
  isBesides,
  type ItemFilter,
  type Pair,
  type Range,
  type Said,
  type SaidWord,
  type Sort,
  saidWords,
  type Took,
} from "#lib/items/filter.ts";
import { listed } from "#lib/study/data/names.ts";

/** How the item browser says what is asked for. */

export const sortNames: Record<Sort, [up: string, down: string]> = {
  order: ["as imported", "newest imports first"],
  name: ["file name, A to Z", "file name, Z to A"],
  confidence: ["machine least sure first", "machine surest first"],
  score: ["team least sure first", "team surest first"],
  disagreement: ["least disagreement first", "most disagreement first"],
  last: ["answered longest ago first", "answered last first"],
};

export const askedNames: Record<Asked, string> = {
  answered: "answered by people",
  waiting: "waiting for people",
  kept: "kept by the machine",
  unrouted: "not in the queue",
};

export const splitNames = { train: "training split", test: "test split", none: "no split" } as const;

export const asideNames = { only: "set aside", too: "set aside or not" } as const;

export const saidNames: Record<SaidWord, string> = {
  any: "any class",
  given: "anything",
  none: "nothing",
  unsure: "can’t tell",
  right: "the gold class",
  wrong: "not the gold class",
  agrees: "what most of the others said",
  differs: "not what most of the others said",
};

/** Who can be chosen in place of a person, a column or a run. */
export const raterNames: Record<string, string> = {
  gold: "Gold",
  team: "The team",
  aggregate: "Majority of people",
  people: "People, one answer an item",
};

/** @param raters of the project */
export function raterName(raters: readonly Named[], id: string): string {
  const person = id.replace(/^(checks|work)-/, "person-");
  const name = raterNames[id] ?? raters.find((each) => each.id === person)?.name ?? id;
  if (id.startsWith("checks-")) return `${name}, on checks`;
  return id.startsWith("work-") ? `${name}, checks included` : name;
}

export const answerName = (classes: readonly string[], answer: Said["answer"]): string =>
  typeof answer === "number" ? (classes[answer] ?? "?") : saidNames[answer];

/** The words that make sense of a rater. */
export const wordsFor = (rater: string): readonly SaidWord[] =>
  saidWords.filter((word) => {
    if (rater === "gold") return word === "any" || word === "none";
    if (isBesides(word)) return rater.startsWith("person-");
    return (word !== "unsure" && word !== "given") || /^(person|column)-/.test(rater);
  });

/** With as many digits as tell the ends apart. */
function between({ low, high }: Range): string {
  const digits = [0, 1, 2].find((more) => percent(low, more) !== percent(high, more)) ?? 0;
  return `${percent(low, digits)} to ${percent(high, digits)}`;
}

export const goldNames = { data: "gold came with the data", review: "gold set by a review" } as const;

export const answersNames = {
  too: "answers set aside included",
  only: "only answers set aside",
} as const;

export const relationNames: Record<Pair["relation"], string> = {
  alike: "the same class",
  apart: "different classes",
  either: "at least one right answer",
};

type Names = (id: string) => string;

function bySaid({ raters, low, high }: By, name: Names): string {
  const who = listed(raters.map(name));
  if (high === 0) return raters.length === 1 ? `not answered by ${who}` : `answered by none of ${who}`;
  if (low >= raters.length) return raters.length === 1 ? `answered by ${who}` : `answered by all of ${who}`;
  return high >= raters.length
    ? `answered by ${low} or more of ${who}`
    : `answered by ${low} to ${high} of ${who}`;
}

function tookSaid({ rater, ms }: Took, name: Names): string {
  if (ms === "doubtful") return `${name(rater)}: doubtful time`;
  if (ms === "grid") return `${name(rater)}: in the grid`;
  return ms.low === 0
    ? `${name(rater)} took up to ${duration(ms.high)}`
    : `${name(rater)} took ${duration(ms.low)} to ${duration(ms.high)}`;
}

/** A part of a filter in words, and the filter without it. */
export type Chip = { key: string; text: string; without: ItemFilter };

export function chipsOf(
  filter: ItemFilter,
  { classes, raters }: { classes: readonly string[]; raters: readonly Named[] },
): Chip[] {
  const chips: Chip[] = filter.said.map((said, at) => ({
    key: `said ${at}`,
    text: `${raterName(raters, said.rater)}: ${answerName(classes, said.answer)}`,
    without: { ...filter, said: filter.said.filter((_, other) => other !== at) },
  }));
  const add = (key: string, text: string, less: Partial<ItemFilter>) =>
    chips.push({ key, text, without: { ...filter, ...less } });
  const called: Names = (id) => raterName(raters, id);
  const { by, pair, took, stretch, answers, gold } = filter;
  if (by) add("by", bySaid(by, called), { by: null });
  if (pair)
    add("pair", `${called(pair.one)} and ${called(pair.other)}: ${relationNames[pair.relation]}`, {
      pair: null,
    });
  if (took) add("took", tookSaid(took, called), { took: null });
  if (stretch) add("stretch", `a stretch of answers by ${called(stretch.rater)}`, { stretch: null });
  if (answers) add("answers", answersNames[answers], { answers: null });
  if (gold) add("gold", goldNames[gold], { gold: null });
  const { confidence, run, score, differ, asked, split, since, until, name, tag, aside } = filter;
  const zone = filter.zone ?? "UTC";
  const machine = run === null ? "" : ` of ${raterName(raters, `run-${run}`)}`;
  if (confidence)
    add("confidence", `confidence${machine} ${between(confidence)}`, { confidence: null, run: null });
  else if (run !== null) add("run", `confidence${machine}`, { run: null });
  if (score) add("score", `score ${between(score)}`, { score: null });
  if (differ) add("differ", differ === "yes" ? "labels disagree" : "labels agree", { differ: null });
  if (asked) add("asked", askedNames[asked], { asked: null });
  if (split) add("split", splitNames[split], { split: null });
  if (since)
    add("since", `answered from ${since} (${zone})`, { since: null, ...(until === null && { zone: null }) });
  if (until)
    add("until", `answered up to ${until} (${zone})`, { until: null, ...(since === null && { zone: null }) });
  if (name) add("name", `name contains “${name}”`, { name: null });
  if (tag) add("tag", `tagged “${tag}”`, { tag: null });
  if (aside) add("aside", asideNames[aside], { aside: null });
  return chips;
}

/** What was done to items: "moved to the test split", "tagged “blurred”". */
export function changeText({ kind, value }: { kind: ChangeKind; value: string | null }): string {
  switch (kind) {
    case "split":
      return value === "none" ? "taken out of the splits" : `moved to the ${value ?? ""} split`;
    case "tag":
      return `tagged “${value ?? ""}”`;
    case "untag":
      return `no longer tagged “${value ?? ""}”`;
    case "aside":
      return "set aside";
    case "back":
      return "no longer set aside";
    case "ask":
      return value === "1" ? "sent to one more person" : `sent to ${value ?? ""} more people`;
  }
}
