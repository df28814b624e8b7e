/** Pictures of a practice round. */
export const practiceSizes = { fewest: 5, most: 50 } as const;

/** How many of a round's pictures have to be right. @param pass share of them, 0 … 1 */
export const rightNeeded = (pass: number, pictures: number): number =>
  // 0.7 of 10 are 7, whatever the last bit of the product says
  Math.ceil(pass * pictures - 1e-9);
