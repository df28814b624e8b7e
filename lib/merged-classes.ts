/**
 * Classes after some became others and new ones came.
 * @param into for each class the one that it becomes: itself, or one that stays itself
 * @param added names of new classes
 * @returns their names, and for each class of before its number among them; null where a class would become one that
 *   itself becomes another
 * @example mergedClasses(["cat", "kitten", "dog"], [0, 0, 2], ["fox"])
 * // { classes: ["cat", "dog", "fox"], classOf: [0, 0, 1] }
 */
export function mergedClasses(
  classes: readonly string[],
  into: readonly number[],
  added: readonly string[],
): { classes: string[]; classOf: number[] } | null {
  if (into.length !== classes.length || into.some((to) => into[to] !== to)) return null;
  const staying = classes.flatMap((_, k) => (into[k] === k ? [k] : []));
  const place = new Map(staying.map((k, at) => [k, at]));
  return {
    classes: [...staying.map((k) => classes[k] ?? ""), ...added],
    classOf: into.map((to) => place.get(to) ?? 0),
  };
}

/**
 * One class more that becomes another. What became it before becomes the other too, and where the other becomes a third
 * itself, that one is meant: so each becomes one that stays.
 * @param from the class @param to what it becomes; another one
 * @example merging([0, 0, 2], 0, 2) // [2, 2, 2]
 */
export function merging(into: readonly number[], from: number, to: number): number[] {
  const target = into[to] ?? to;
  // they have traded places: what `from` was to `to`, `to` is to `from`
  const end = target === from ? to : target;
  return into.map((old, label) => (label === from || old === from ? end : old));
}

/** The class of a typed name: as it is written, else whatever its case where that names one. */
export function classNamed(classes: readonly string[], typed: string): number | null {
  const name = typed.trim();
  const exact = classes.indexOf(name);
  if (exact >= 0) return exact;
  const alike = classes.flatMap((each, label) => (each.toLowerCase() === name.toLowerCase() ? [label] : []));
  const [only = null] = alike;
  return alike.length === 1 ? only : null;
}
