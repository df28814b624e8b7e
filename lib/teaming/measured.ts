import { z95 } from "#lib/stats/interval.ts";
import { type Evidence, leastEvidence } from "#lib/teaming/aim.ts";

/** What an accuracy can be known from. */
export type Measure = {
  evidence: Evidence | null;
  /** items with gold that the machine routes */
  evaluated: number;
  /** items that the machine keeps: how many the audit drew, and how many of those have an answer */
  audit: { drawn: number; answered: number };
  auditRate: number;
  /** items asked at random, deferred or audited, whose answers speak for what nobody is asked about yet */
  sampled: number;
  /** whether the policy has parameters, so that its belief is one */
  fitted: boolean;
  queue: { routed: number; deferred: number; deferredDone: number };
};

/** Whether an aim by accuracy can be measured, and by what; else how far it is, by either way. */
export type Measured =
  | { state: "known"; evidence: Evidence }
  | { state: "unknown"; gold: { has: number; more: number }; audit: AuditNeeds };

export type AuditNeeds =
  /** so many more answers to items asked at random, which come with about so many questions in all */
  | { needs: "answers"; has: number; more: number; questions: number }
  /** the audit drew too few: so large a share of what the machine keeps would do */
  | { needs: "rate"; drawn: number; rate: number }
  /** the machine keeps too little for any audit */
  | { needs: "kept"; kept: number }
  /** the policy's belief is not fitted, so there is nothing to correct */
  | { needs: "policy" };

/** Drawn at random, a rate that just reaches the number reaches it half the time. */
const slack = 1.3;

export function measured(of: Measure): Measured {
  const { evidence, evaluated } = of;
  if (evidence !== null) return { state: "known", evidence };
  const gold = { has: evaluated, more: Math.max(0, leastEvidence - evaluated) };
  return { state: "unknown", gold, audit: auditNeeds(of) };
}

function auditNeeds({ audit, auditRate, sampled, fitted, queue }: Measure): AuditNeeds {
  const { drawn, answered } = audit;
  const kept = queue.routed - queue.deferred;
  if (!fitted) return { needs: "policy" };
  const others = Math.max(0, queue.deferred - queue.deferredDone);
  // While deferred items wait, a share of the questions goes to them at random.
  const soon = Math.ceil(Math.max(0, leastEvidence - sampled) / auditRate);
  if (soon <= others)
    return { needs: "answers", has: sampled, more: leastEvidence - sampled, questions: soon };
  if (kept < leastEvidence) return { needs: "kept", kept };
  if (drawn < leastEvidence) {
    const rate = Math.min(1, Math.ceil((100 * slack * leastEvidence) / kept) / 100);
    return { needs: "rate", drawn, rate: Math.max(rate, auditRate) };
  }
  const more = Math.max(0, leastEvidence - answered);
  // Both streams end together: a deferred item that waits comes with each audited one in that proportion.
  const questions = Math.ceil(more * (1 + others / Math.max(1, drawn - answered)));
  return { needs: "answers", has: answered, more, questions };
}

/**
 * Items with gold below which an accuracy cannot be shown, even by a team that is right on all of them: the lower end
 * of Wilson's interval at n of n is n / (n + z²).
 * @param wanted (0, 1)
 */
export const leastGoldFor = (wanted: number): number =>
  Math.max(leastEvidence, Math.ceil((z95 ** 2 * wanted) / (1 - wanted)));
