/**
 * The study's rule: an item is deferred when the machine's confidence is ≤ η; the people's majority
 * then answers for the team, and everywhere else the machine does.
 * Source: Liu, Wei, Liu, Davis, "Do humans and machines have the same eyes?", §5 (realistic teaming).
 */

/**
 * Is an item sent to people?
 * @param confidence largest class probability in [0, 1]; null or NaN (no valid answer) always defers
 * @param eta threshold η in [0, 1]; equality defers, so η = 1 defers all and η = 0 only confidence 0 or none
 */
export function isDeferred(confidence: number | null, eta: number): boolean {
  return confidence === null || !(confidence > eta);
}

/**
 * Most frequent label.
 * @param labels class indices, one a person; may be empty
 * @param prefer decides a tie when it is among the tied labels; else the smallest index does
 * @returns class index, or null for no labels
 */
export function majority(labels: readonly number[], prefer: number | null): number | null {
  const votes = new Map<number, number>();
  for (const label of labels) votes.set(label, (votes.get(label) ?? 0) + 1);
  let best: number | null = null;
  let most = 0;
  for (const [label, count] of votes) {
    const tied = count === most && best !== null;
    if (count > most || (tied && best !== prefer && (label === prefer || label < best!))) {
      best = label;
      most = count;
    }
  }
  return best;
}
