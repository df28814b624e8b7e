import type { ExportedItem } from "#lib/formats/exports/dataset.ts";

/** What is a number with decimals also where it happens to be whole. */
const decimals = /"(confidence|eta|belief|responseMs|visibleMs|batchMs|inclusion)":(-?\d+)(?=[,}])/g;

/**
 * An item in a line of JSON. A belief of 1 is written 1.0: readers that infer a column's type from its first rows
 * (Arrow, and so `datasets`) would take it for an integer and stumble over the next one. Inside of texts every quote
 * is escaped, so nothing there is taken for such a number.
 */
export const itemJson = (item: ExportedItem): string => JSON.stringify(item).replace(decimals, '"$1":$2.0');
