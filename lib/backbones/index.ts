import { quick } from "#lib/backbones/quick.ts";

/** All backbones. A new one is a new file and one entry here. */
export const backbones = [quick] as const;
export type BackboneId = (typeof backbones)[number]["id"];
