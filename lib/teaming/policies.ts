import { Expected } from "#lib/expected.ts";
import type { Policy } from "#lib/teaming/policy.ts";
import { threshold } from "#lib/teaming/threshold.ts";

export const policies: readonly Policy[] = [threshold];

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
