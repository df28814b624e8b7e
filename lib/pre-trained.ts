/**
 * What a machine that learnt from a pre-trained encoder's features is called on every page, in every figure, table
 * and export: it knows more than this project's labels taught it.
 * @param encoder its name; null or absent: a machine that learnt from the pictures alone
 */
export const preTrained = (name: string, encoder: string | null | undefined): string =>
  encoder === null || encoder === undefined ? name : `${name} (pre-trained: ${encoder})`;
