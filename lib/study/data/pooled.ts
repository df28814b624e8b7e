import { answeredAmong, answeredBase, minShare } from "#lib/study/data/evaluated.ts";
import { memoise } from "#lib/study/data/memoise.ts";
import { isSingleHuman, type Study, type StudyRater } from "#lib/study/data/study.ts";

/**
 * Where the work was divided, nobody has answered enough to be compared, though together people have: they are
 * then one rater, who answers each item as one of those who did. One answer an item, and not their majority: it
 * errs as often as people do.
 * @returns the very same study where somebody has answered half of the items by themselves
 */
export const withPooledPeople = memoise((study: Study): Study => {
  const { items } = answeredBase(study);
  const enough = ({ answers }: Pick<StudyRater, "answers">) =>
    answeredAmong(items, { answers }).length >= minShare * items.length;
  const people = study.raters.filter(({ source }) => source === "person");
  if (people.length < 2 || study.raters.some((rater) => isSingleHuman(rater) && enough(rater))) return study;
  const pooled: StudyRater = {
    id: "people",
    name: "people, one answer an item",
    kind: "human",
    source: "person",
    machine: null,
    answers: Int16Array.from({ length: study.n }, (_, item) => oneOf(people, item)),
    responseMs: null,
    version: 0,
  };
  const others = study.raters.filter((rater) => !people.includes(rater));
  const humans = others.filter(isSingleHuman);
  return { ...study, raters: [...humans, pooled, ...others.filter((rater) => !humans.includes(rater))] };
});

/** The answers of an item's people in turn, by its place. */
function oneOf(people: readonly StudyRater[], item: number): number {
  const given = people.flatMap(({ answers }) => {
    const answer = answers[item] ?? -1;
    return answer < 0 ? [] : [answer];
  });
  return pooledOf(given, item);
}

/** The answer of the pooled people. @param given by those who answered, in the order of raters; @param item its place among the project's items */
export const pooledOf = (given: readonly number[], item: number): number =>
  given[item % Math.max(1, given.length)] ?? -1;
