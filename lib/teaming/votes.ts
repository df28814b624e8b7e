import type { Answer } from "#lib/teaming/team-data.ts";

/** The class with more votes than every other; null where there is none: the order of the classes decides nothing. */
export function mostVotes(answers: readonly Pick<Answer, "label">[]): number | null {
  const [first] = answers;
  if (first === undefined) return null;
  if (answers.length === 1) return first.label;
  const votes = new Map<number, number>();
  for (const { label } of answers) votes.set(label, (votes.get(label) ?? 0) + 1);
  let [best, most, tied] = [first.label, 0, false];
  for (const [label, count] of votes) {
    if (count === most) tied = true;
    if (count > most) [best, most, tied] = [label, count, false];
  }
  return tied ? null : best;
}
