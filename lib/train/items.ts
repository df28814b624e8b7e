/** What is learnt from: rows of the images with a label each. */
export type Items = {
  rows: Int32Array;
  labels: Int32Array;
  /** shares of the answers by class [n × K], rows summing to 1, learnt in place of the labels; absent: the labels are */
  targets?: Float32Array;
};

/** The items that are wanted, in their order. */
export function selectItems({ rows, labels, targets }: Items, wanted: (item: number) => boolean): Items {
  const keep = Array.from(rows.keys()).filter(wanted);
  const part: Items = {
    rows: Int32Array.from(keep, (item) => rows[item] ?? 0),
    labels: Int32Array.from(keep, (item) => labels[item] ?? 0),
  };
  if (!targets) return part;
  const classes = targets.length / rows.length;
  const chosen = new Float32Array(keep.length * classes);
  for (const [place, item] of keep.entries())
    chosen.set(targets.subarray(item * classes, (item + 1) * classes), place * classes);
  return { ...part, targets: chosen };
}
