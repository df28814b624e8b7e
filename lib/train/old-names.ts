/**
 * Options and checkpoints written before version 0.2 say `heldOut` for what is called `validation`
 * now, and `offset` for a bias. They are read under their old names and never written again, except
 * into digests: one that changed would orphan the checkpoints it identifies.
 */

/** Stored options, or an epoch's record, under today's names. */
export function withValidation(stored: unknown): unknown {
  if (typeof stored !== "object" || stored === null || !("heldOut" in stored)) return stored;
  const { heldOut, ...rest } = stored;
  return { validation: heldOut, ...rest };
}

/** Options that came later, and are off where they are 0. */
const LATER = ["cutout", "ema", "mixup"];

/** The same settings as they have always entered digests: old name, same order, and what came later only where used. */
export const asDigested = (settings: object): object =>
  Object.fromEntries(
    Object.entries(settings)
      .filter(([name, value]) => value !== 0 || !LATER.includes(name))
      .map(([name, value]) => [name === "validation" ? "heldOut" : name, value]),
  );

/** A checkpoint's tensor under today's name. */
export const withBias = (name: string): string => name.replace(/\/offset$/, "/bias");
