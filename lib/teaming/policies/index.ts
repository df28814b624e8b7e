import { Expected } from "#lib/expected.ts";
import { crowdlab } from "#lib/teaming/policies/crowdlab.ts";
import { dawidSkenePolicy } from "#lib/teaming/policies/dawid-skene.ts";
import { humanOnly } from "#lib/teaming/policies/human-only.ts";
import { machineOnly } from "#lib/teaming/policies/machine-only.ts";
import { majority } from "#lib/teaming/policies/majority.ts";
import { pPlusL } from "#lib/teaming/policies/p-plus-l.ts";
import type { FittedPolicy, Policy } from "#lib/teaming/policies/policy.ts";
import { stacking } from "#lib/teaming/policies/stacking.ts";
import { threshold } from "#lib/teaming/policies/threshold.ts";

/** Policies that ask until the team is sure. */
export const beliefPolicies: readonly FittedPolicy[] = [pPlusL, dawidSkenePolicy, crowdlab, stacking];

/** All, as they are offered. */
export const policies: readonly Policy[] = [...beliefPolicies, threshold, majority, humanOnly, machineOnly];

/** A project names a policy that this build does not have. */
export class UnknownPolicy extends Expected {
  constructor(id: string) {
    const known = policies.map((policy) => policy.id).join(", ");
    super(`This version of Tandem does not know the policy “${id}”; it knows: ${known}.`);
  }
}

/** @throws UnknownPolicy rather than falling back: another rule's answers would look like this one's */
export function policyOf(id: string): Policy {
  const policy = policies.find((each) => each.id === id);
  if (!policy) throw new UnknownPolicy(id);
  return policy;
}
