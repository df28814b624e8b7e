import { completeOrder } from "#lib/class-order.ts";

/** Keys for classes, in the order of the buttons: 1 … 9, 0, then the letters as they lie on the keyboard. */
const keyRow = "1234567890qwertyuiopasdfghjklzxcvbnm";

/** Beyond this many classes there are not enough keys: the page offers a search instead. */
export const maxKeyedClasses = keyRow.length;

/** A class as it lies on the page: where among the buttons, and with which key; "" where nothing is said of it. */
export type Placed = { label: number; name: string; description: string; key: string | null };

/** The classes as the project has them. */
export type ProjectClasses = {
  classes: readonly string[];
  /** class indices; null: as they are numbered */
  classOrder: readonly number[] | null;
  /** by class index, "" for none */
  descriptions: readonly string[];
};

/** How a person wants the classes; what it does not say goes by the project. */
export type ClassWishes = {
  /** class indices; those that are not in it follow in the project's order */
  order: readonly number[] | null;
  /** by class index */
  keys: Readonly<Record<string, string>>;
};

/**
 * The classes in the person's order. Keys of their own are theirs; the others get the free keys in the order of the
 * buttons. Of two that want the same key the first has it.
 */
export function placeClasses(
  { classes, classOrder, descriptions }: ProjectClasses,
  { order, keys }: ClassWishes,
): Placed[] {
  const placed = completeOrder(classes.length, [...(order ?? []), ...(classOrder ?? [])]);
  const said = (label: number) => ({
    name: classes[label] ?? "",
    description: descriptions[label] ?? "",
  });
  if (classes.length > maxKeyedClasses) return placed.map((label) => ({ label, ...said(label), key: null }));
  const own = new Map<string, number>();
  for (const label of placed) {
    const key = keys[label]?.toLowerCase();
    if (key?.length === 1 && keyRow.includes(key) && !own.has(key)) own.set(key, label);
  }
  const keyed = new Map([...own].map(([key, label]) => [label, key]));
  const free = [...keyRow].filter((key) => !own.has(key));
  return placed.map((label) => ({
    label,
    ...said(label),
    key: keyed.get(label) ?? free.shift() ?? null,
  }));
}

/** Which class a key answers with. */
export const labelsByKey = (placed: readonly Placed[]): ReadonlyMap<string, number> =>
  new Map(placed.flatMap(({ key, label }) => (key === null ? [] : [[key, label] as const])));
