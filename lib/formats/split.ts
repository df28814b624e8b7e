import type { Split } from "#lib/domain.ts";
import { uniform } from "#lib/uniform.ts";
import type { SplitOption } from "#lib/formats/import-options.ts";

/**
 * Set the split of every item. "column" was read with the rows and is left as it is.
 * "first" counts rows, so a bad row among them shifts nothing.
 * "fraction" takes exactly round(test × n) items, those with the smallest number from seed and name, so the
 * choice depends on the set of names and not on their order.
 */
export function assignSplits(
  items: { name: string; position: number; split: Split | null }[],
  option: SplitOption,
): void {
  if (option.kind === "first")
    for (const item of items) item.split = item.position < option.train ? "train" : "test";
  if (option.kind === "fraction") {
    const order = items
      .map((item) => ({ item, key: uniform(`split\0${option.seed}\0${item.name}`) }))
      .sort((a, b) => a.key - b.key || (a.item.name < b.item.name ? -1 : 1));
    const test = Math.round(option.test * items.length);
    for (const [index, { item }] of order.entries()) item.split = index < test ? "test" : "train";
  }
}

/** The split that a folder is called by; null for any other name. */
export function splitOfFolder(name: string): Split | null {
  if (/^train(ing)?$/i.test(name)) return "train";
  return /^(test(ing)?|val|valid|validation|dev)$/i.test(name) ? "test" : null;
}
