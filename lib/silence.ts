/** Values that somebody keeps changing as a sign of life, such as a counter, by the name of who does. */
export type Signs = Iterable<readonly [name: string, value: string]>;

/** Time between two looks counts up to this much, ms: nobody watched while this process was stopped. */
const longestGap = 5000;

/**
 * For how long signs of life have not changed, by the watcher's own monotonic clock. Clocks of different
 * processes are never compared, so it does not matter what happens to the time of day.
 * @returns a function that takes all signs as they are now and a monotonic time, ms, and tells for each
 *   name how long its value has been the same, ms; it is to be called every second or so
 */
export function newSilence(): (signs: Signs, at: number) => Map<string, number> {
  let known = new Map<string, { value: string; silent: number }>();
  let before: number | null = null;
  return (signs, at) => {
    const passed = before === null ? 0 : Math.min(Math.max(0, at - before), longestGap);
    before = at;
    const next: typeof known = new Map();
    for (const [name, value] of signs) {
      const last = known.get(name);
      next.set(name, { value, silent: last?.value === value ? last.silent + passed : 0 });
    }
    known = next;
    return new Map([...known].map(([name, { silent }]) => [name, silent]));
  };
}
