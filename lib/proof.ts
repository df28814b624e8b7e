import { createHmac } from "node:crypto";

/** Headers of the question "are you the process that I started?" and of its answer. */
export const challengeHeader = "x-tandem-challenge";
export const proofHeader = "x-tandem-proof";

/**
 * What only a process that was given the nonce can answer to a challenge, hex. The supervisor takes no
 * other server on the same port for its own.
 */
export const proofOf = (nonce: string, challenge: string): string =>
  createHmac("sha256", nonce).update(challenge).digest("hex");
