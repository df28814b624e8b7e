/**
 * Classes whose name contains what was typed, whatever the case. Names that begin with it come
 * first, otherwise the order stays: Enter takes the first.
 */
export function matchingClasses(
  classes: readonly string[],
  typed: string,
): { name: string; label: number }[] {
  const wanted = typed.toLowerCase();
  const found = classes
    .map((name, label) => ({ name, label, at: name.toLowerCase().indexOf(wanted) }))
    .filter(({ at }) => at >= 0);
  return [...found.filter(({ at }) => at === 0), ...found.filter(({ at }) => at > 0)];
}
