import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";

export const maxClasses = 10_000;

/**
 * Check a list of class names. Names are trimmed and keep their order: a label is an index into the result.
 * @throws FormatError for fewer than two or too many names, a blank one, and two that a reader would confuse
 */
export function checkClasses(names: readonly string[]): string[] {
  const classes = names.map((name) => name.trim().normalize("NFC"));
  if (classes.length < 2)
    throw new FormatError(`A project needs at least two classes, not ${classes.length}.`);
  if (classes.length > maxClasses)
    throw new FormatError(`There are ${classes.length} classes; the limit is ${counted(maxClasses)}.`);
  const seen = new Map<string, string>();
  for (const name of classes) {
    const key = alike(name);
    if (key === "") throw new FormatError("A class name is blank.");
    if (name.length > 200) throw new FormatError(`The class name ${quote(name, 40)} is over 200 characters.`);
    if (/\p{Cc}/u.test(name))
      throw new FormatError(`The class name ${quote(name, 40)} holds control characters.`);
    const other = seen.get(key);
    if (other !== undefined)
      throw new FormatError(
        other === name
          ? `The class ${quote(name)} is listed twice.`
          : `The classes ${quote(other)} and ${quote(name)} differ only in case, spaces or invisible characters; use one spelling.`,
      );
    seen.set(key, name);
  }
  return classes;
}

/** Two names with the same key would be confused by a reader; one with an empty key cannot be seen. */
const alike = (name: string) =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu, "");

/**
 * Class names as a person types them: one a line, or all on one line with commas between. On lines of their
 * own names may hold commas, as those of ImageNet do.
 * @returns null where nothing is typed
 */
export function parseClasses(text: string): string[] | null {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
  const [line, second] = lines;
  if (line === undefined) return null;
  return second === undefined ? line.split(",").map((name) => name.trim()) : lines;
}

/**
 * A class by its number from 0, as tables and arrays of published datasets write it; never where a class itself is
 * called by a number.
 * @returns its index; null for none
 */
export function classByNumber(classes: readonly string[]): (text: string) => number | null {
  const byNumber = !classes.some((name) => /^\d+$/.test(name));
  return (text) =>
    byNumber && /^\d{1,5}$/.test(text) && Number(text) < classes.length ? Number(text) : null;
}

/** Class names found in a dataset, in alphabetical order, with numbers by value: 2 before 10. */
export function sortClasses(names: Iterable<string>): string[] {
  const collator = new Intl.Collator("en", { numeric: true });
  return [...names].sort((a, b) => collator.compare(a, b) || (a < b ? -1 : 1));
}
