import { backward } from "#lib/methods/backward.ts";
import { cal } from "#lib/methods/cal.ts";
import { ce } from "#lib/methods/ce.ts";
import { consistency } from "#lib/methods/consistency.ts";
import { coTeaching } from "#lib/methods/co-teaching.ts";
import { coTeachingPlus } from "#lib/methods/co-teaching-plus.ts";
import { confidentLearning } from "#lib/methods/confident-learning.ts";
import { cores } from "#lib/methods/cores.ts";
import { elr } from "#lib/methods/elr.ts";
import { fDiv } from "#lib/methods/f-div.ts";
import { forward } from "#lib/methods/forward.ts";
import { gce } from "#lib/methods/gce.ts";
import { jocor } from "#lib/methods/jocor.ts";
import { mbem } from "#lib/methods/mbem.ts";
import { nls } from "#lib/methods/nls.ts";
import { peer } from "#lib/methods/peer.ts";
import { pls } from "#lib/methods/pls.ts";

/** The thirteen of the study “Do humans and machines have the same eyes?”. */
export const studied = [
  ce,
  cores,
  pls,
  nls,
  fDiv,
  gce,
  forward,
  backward,
  peer,
  cal,
  coTeaching,
  coTeachingPlus,
  jocor,
] as const;

/** All methods. A new one is a new file and one entry here. */
export const methods = [...studied, elr, confidentLearning, mbem, consistency] as const;
export type MethodId = (typeof methods)[number]["id"];

/** Whether it learns from the shares of several people's answers, where a label source has them. */
export const learnsShares = (id: string): boolean =>
  methods.find((method) => method.id === id)?.shares ?? false;

/** The method's name as papers write it; the id itself for a method that this build does not know. */
export const methodName = (id: string): string => methods.find((method) => method.id === id)?.name ?? id;
