/** A person's day begins elsewhere at midnight, or when they travel: never twice a minute, ms. */
const everyMs = 60_000;

/**
 * Since when a person's progress of the day is counted. Their browser says it, and every other answer makes
 * the server count all that they ever answered; so another one is believed only a minute after the last.
 * @param monotonic ms on a clock that nobody sets
 * @returns the start of the person's day, ms: what is asked for, or within a minute of a change what was then
 */
export function steadyDay(monotonic: () => number): (person: number, asked: number) => number {
  const days = new Map<number, { start: number; at: number }>();
  return (person, asked) => {
    const known = days.get(person);
    if (known && (known.start === asked || monotonic() - known.at < everyMs)) return known.start;
    days.set(person, { start: asked, at: monotonic() });
    return asked;
  };
}
