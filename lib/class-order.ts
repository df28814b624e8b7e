/**
 * All classes in an order that may know only some of them, or some that are not there: the others follow as they are
 * numbered.
 * @param count number of classes
 * @param order class indices
 * @example completeOrder(4, [2, 9, 2]) // [2, 0, 1, 3]
 */
export function completeOrder(count: number, order: readonly number[]): number[] {
  const placed = new Set(order.filter((label) => Number.isInteger(label) && label >= 0 && label < count));
  for (let label = 0; label < count; label++) placed.add(label);
  return [...placed];
}
