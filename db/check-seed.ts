import { randomInt } from "node:crypto";

/** A project's key that decides which questions get a check (db/labelling/checks.ts); never 0. */
export const newCheckSeed = (): number => randomInt(1, 2 ** 47);
