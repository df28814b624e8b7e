/**
 * Classes whose name contains what was typed, whatever the case. Names that begin with it come
 * first, otherwise the order stays: Enter takes the first.
 */
export function matchingClasses<Class extends { name: string }>(
  classes: readonly Class[],
  typed: string,
): Class[] {
  const wanted = typed.toLowerCase();
  const at = ({ name }: Class) => name.toLowerCase().indexOf(wanted);
  return [...classes.filter((one) => at(one) === 0), ...classes.filter((one) => at(one) > 0)];
}
