import type { MethodId } from "#lib/methods/index.ts";

/**
 * What `npm run tune` tries for each method: values of what decides most in it, all of them named, so that they stay
 * what they are when the defaults change; the rest is defaults. What has one entry has nothing to choose, or nothing
 * that was worth the time. The noise rate that Co-teaching, Co-teaching+ and JoCoR ask for is given, not chosen.
 */
export const candidates: Partial<Record<MethodId, readonly Record<string, unknown>[]>> = {
  ce: [{}],
  elr: [
    { first: 0.5, lambda: 3 },
    { first: 0.25, lambda: 3 },
    { first: 0.25, lambda: 7 },
  ],
  pls: [{ r: 0.3 }, { r: 0.5 }, { r: 0.6 }],
  gce: [
    { q: 0.7, rate: 2 },
    { q: 0.7, rate: 1 },
    { q: 0.4, rate: 2 },
    { q: 0.7, rate: 2, truncated: true },
  ],
  forward: [
    { transition: "anchors", warmup: 0.5, rate: 1 },
    { transition: "confident", warmup: 0.5, rate: 1 },
    { transition: "confident", warmup: 0.25, rate: 1 },
    { transition: "confident", warmup: 0.4, rate: 0.1 },
  ],
  backward: [
    { transition: "anchors", warmup: 0.5, rate: 0.1 },
    { transition: "confident", warmup: 0.5, rate: 0.1 },
    { transition: "confident", warmup: 0.4, rate: 0.1 },
    { transition: "confident", warmup: 0.25, rate: 0.3 },
  ],
  nls: [
    { warmup: 0.7, rate: 0.1 },
    { warmup: 0.4, rate: 0.1 },
    { warmup: 0.4, rate: 0.3 },
  ],
  cores: [
    { beta: 1, warmup: 0.4, rate: 0.1 },
    { beta: 2, warmup: 0.4, rate: 0.1 },
  ],
  "confident-learning": [{ first: 0.4 }],
  mbem: [{ first: 0.4 }],
  cal: [
    { warmup: 0.1, rate: 1 },
    { warmup: 0.4, rate: 1 },
    { warmup: 0.4, rate: 0.1 },
  ],
  "f-div": [{ warmup: 0.7 }, { warmup: 0.4 }],
  peer: [{ warmup: 0.4 }],
  "co-teaching": [{ ramp: 0.45 }, { ramp: 0.2 }],
  jocor: [{ lambda: 0.6 }, { lambda: 0.3 }],
  "co-teaching-plus": [
    { warmup: 0.55, rate: 0.3 },
    { warmup: 0.55, rate: 0.1 },
  ],
};
