/*
 * SQL of what a queue asks just now, of a row of routes, and what every such question is asked with.
 */

/** What every question about a queue is asked with. */
export type QueueKey = { project: number; generation: number; eta: number; auditRate: number };
export const deferred = "score <= @eta";
/** Somebody has sent it to people. */
export const wanted = "answers < wanted";
/** A few answers more where the machine is sure; one that makes the team unsure leads on to the deferred ones. */
export const audited = "answers < together and score > @eta and draw < @auditRate";
/** One of the three: an open item of the queue. */
export const askedNow = `(${deferred} or (${audited}) or ${wanted})`;
