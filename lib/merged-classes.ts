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
