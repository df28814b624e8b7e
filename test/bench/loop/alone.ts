import { permutation, randomSource } from "#lib/random.ts";
import { dawidSkene } from "#lib/teaming/dawid-skene.ts";
import { TeamDataBuilder } from "#lib/teaming/team-data.ts";
import { creditFor, fullCredit } from "#lib/teaming/votes.ts";

/**
 * People without a machine: the items in random order, those with the fewest answers first, each by a person who
 * has not seen it. Ties count for what drawing lots would give, an item without an answer for one in K.
 * @param columns what each person says of each item, class indices [people][n]
 * @param truth class indices [n]
 * @param most answers an item
 * @returns accuracy over all items after so many questions, by majority and by Dawid and Skene's errors of people
 */
export function peopleAlone(
  columns: readonly Int32Array[],
  truth: Int32Array,
  most: number,
  classes: number,
): (questions: number) => { majority: number; dawidSkene: number } {
  const n = truth.length;
  const source = randomSource(1, 29);
  const order = permutation(n, source);
  const asked = Array.from({ length: n }, () => permutation(columns.length, source).subarray(0, most));
  const answers = (questions: number) => {
    const of = Array.from({ length: n }, () => Math.floor(questions / n));
    for (const item of order.subarray(0, questions % n)) of[item] = (of[item] ?? 0) + 1;
    return asked.map((people, item) =>
      Array.from(people.subarray(0, of[item]), (rater) => ({ rater, label: columns[rater]?.[item] ?? NaN })),
    );
  };
  return (questions) => {
    const builder = new TeamDataBuilder(classes);
    const given = answers(questions);
    for (const each of given) builder.push(null, -1, each);
    const { posterior } = dawidSkene(builder.done(), false);
    let [votes, modelled] = [0, 0];
    given.forEach((each, item) => {
      const label = truth[item] ?? NaN;
      const row = posterior.subarray(item * classes, (item + 1) * classes);
      votes += each.length === 0 ? 1 / classes : creditFor(label, each) / fullCredit;
      modelled += each.length === 0 ? 1 / classes : Number(row.indexOf(Math.max(...row)) === label);
    });
    return { majority: votes / n, dawidSkene: modelled / n };
  };
}

/** The fewest questions with which an accuracy is reached; null where it never is. */
export function questionsFor(
  accuracyAfter: (questions: number) => number,
  wanted: number,
  most: number,
): number | null {
  if (accuracyAfter(most) < wanted) return null;
  let [below, reached] = [0, most];
  while (reached - below > most / 1000) {
    const middle = Math.round((below + reached) / 2);
    if (accuracyAfter(middle) < wanted) below = middle;
    else reached = middle;
  }
  return reached;
}
