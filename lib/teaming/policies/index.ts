import { crowdlab } from "#lib/teaming/policies/crowdlab.ts";
import { dawidSkenePolicy } from "#lib/teaming/policies/dawid-skene.ts";
import { pPlusL } from "#lib/teaming/policies/p-plus-l.ts";
import type { FittedPolicy } from "#lib/teaming/policies/policy.ts";
import { stacking } from "#lib/teaming/policies/stacking.ts";

/** Policies that ask until the team is sure. */
export const beliefPolicies: readonly FittedPolicy[] = [pPlusL, dawidSkenePolicy, crowdlab, stacking];
