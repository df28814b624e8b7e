import type { Executor } from "#lib/tensor/executor.ts";

/** A way to compute, which this machine may lack. */
export type Candidate = {
  /** for people, while there is no executor to name itself */
  name: string;
  /**
   * @param threads threads of the processor it may use
   * @returns the executor, not yet tested, or in words why there is none
   */
  find(threads: number): Promise<Executor | string>;
  /** how to install it by hand; null: `npm ci` brings it wherever it exists */
  install: Install | null;
};

export type Install = { command: string; needs: string };

/** The first line of what was thrown: native loaders add long traces. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\n.*/s, "");
