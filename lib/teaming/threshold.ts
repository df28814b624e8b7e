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
