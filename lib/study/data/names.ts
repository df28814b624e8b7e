/** At most this many names in a sentence. */
const maxNames = 5;

/** "Ann, Ben and 3 more" */
export function listed(names: readonly string[]): string {
  const shown = names.length > maxNames ? names.slice(0, maxNames - 1) : names;
  if (shown.length < names.length) return `${shown.join(", ")} and ${names.length - shown.length} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

export const namesOf = (raters: readonly { name: string }[]): string =>
  listed(raters.map(({ name }) => name));
