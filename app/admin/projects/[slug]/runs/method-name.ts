import { backbones } from "#lib/backbones/index.ts";
import { methods } from "#lib/methods/index.ts";

/** What people call a method or backbone; of one that this build no longer has, its id. */
export const methodName = (id: string): string => methods.find((method) => method.id === id)?.name ?? id;
export const backboneName = (id: string): string =>
  backbones.find((backbone) => backbone.id === id)?.name ?? id;
