import { ce } from "#lib/methods/ce.ts";
import { coTeaching } from "#lib/methods/co-teaching.ts";
import { forward } from "#lib/methods/forward.ts";
import { gce } from "#lib/methods/gce.ts";
import { nls } from "#lib/methods/nls.ts";
import { pls } from "#lib/methods/pls.ts";

/** All methods. A new one is a new file and one entry here. */
export const methods = [ce, pls, nls, gce, forward, coTeaching] as const;
export type MethodId = (typeof methods)[number]["id"];
