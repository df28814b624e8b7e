import type { MethodId } from "#lib/methods/index.ts";

/**
 * What `npm run tune` tries for each method: {} is its defaults. Methods without an entry have nothing to choose.
 * The noise rate that Co-teaching, Co-teaching+ and JoCoR ask for is given, not chosen.
 */
export const candidates: Partial<Record<MethodId, readonly Record<string, unknown>[]>> = {
  cores: [{}, { beta: 0.5 }, { beta: 2 }],
  pls: [{}, { r: 0.5 }, { r: 0.7 }],
  nls: [{}, { warmup: 0.5 }, { warmup: 0.5, r: -1 }],
  "f-div": [{}, { warmup: 0.5 }, { warmup: 0.3 }],
  gce: [{}, { rate: 1 }, { q: 0.9, rate: 4 }],
  forward: [{}, { warmup: 0.3 }, { transition: "confident" }],
  backward: [{}, { warmup: 0.3, rate: 0.3 }, { transition: "confident" }],
  peer: [{}, { warmup: 0.2 }, { alpha: 0.5 }],
  cal: [{}, { first: 0.3 }, { alpha: 0.5 }],
  "co-teaching": [{}, { ramp: 0.25 }],
  "co-teaching-plus": [{}, { rate: 0.1 }, { warmup: 0.8 }],
  jocor: [{}, { lambda: 0.3 }, { lambda: 0.8 }],
  elr: [{}, { first: 0.25 }, { first: 0.25, lambda: 7 }],
  "confident-learning": [{}, { first: 0.25 }],
  mbem: [{}, { first: 0.25 }, { sharpen: 1 }],
  consistency: [{}, { first: 0.2 }, { temperature: 1 }],
};
