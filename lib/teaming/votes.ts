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

/** Credits are whole numbers of this, so that sums of them lose nothing: halves, thirds … sixths are exact. */
export const fullCredit = 60;

/**
 * How far a vote is for a class: wholly where it has more votes than every other, in equal parts where several
 * are tied (what drawing lots among them would give on average), else not at all.
 * @returns 0 … fullCredit
 */
export function creditFor(label: number, answers: readonly Pick<Answer, "label">[]): number {
  const votes = new Map<number, number>();
  for (const answer of answers) votes.set(answer.label, (votes.get(answer.label) ?? 0) + 1);
  const most = Math.max(0, ...votes.values());
  if (most === 0 || votes.get(label) !== most) return 0;
  const tied = [...votes.values()].filter((count) => count === most).length;
  return Math.round(fullCredit / tied);
}
