import "server-only";

/** The time of a request. A page of the server is rendered once, so asking for it there is sound. */
export const now = (): number => Date.now();
