import type { MethodId } from "#lib/methods/index.ts";

/**
 * What `npm run tune` tries for each method: {} is its defaults. What has no entry has nothing to choose. The noise
 * rate that Co-teaching, Co-teaching+ and JoCoR ask for is given, not chosen.
 */
export const candidates: Partial<Record<MethodId, readonly Record<string, unknown>[]>> = {
  ce: [{}],
  elr: [{}, { first: 0.25 }, { first: 0.25, lambda: 7 }],
  nls: [{}, { warmup: 0.4, rate: 0.3 }],
  forward: [{}, { transition: "confident" }, { warmup: 0.3 }],
  backward: [{}, { transition: "confident" }, { warmup: 0.4, rate: 0.3 }],
  "f-div": [{}, { warmup: 0.4 }],
  gce: [{}],
  peer: [{}, { warmup: 0.25 }],
  cores: [{}, { beta: 2 }],
  pls: [{}, { r: 0.6 }],
  "co-teaching": [{}, { ramp: 0.25 }],
  "confident-learning": [{}, { first: 0.3 }],
  mbem: [{}, { first: 0.3 }],
  cal: [{}, { first: 0.3 }],
  jocor: [{}, { lambda: 0.3 }],
  "co-teaching-plus": [{}, { rate: 0.1 }],
};
