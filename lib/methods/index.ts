import { ce } from "#lib/methods/ce.ts";

/** All methods. A new one is a new file and one entry here. */
export const methods = [ce] as const;
export type MethodId = (typeof methods)[number]["id"];
