/** An undo that was asked for: one outcome for all who ask meanwhile. */
export class PendingUndo {
  /** null when the task is back, otherwise a sentence why not */
  readonly outcome: Promise<string | null>;
  /** the server has done it; the picture may still be loading */
  granted = false;
  /** what is to be taken back: the lease of an answer or a skip */
  readonly lease: string;
  #resolve: (problem: string | null) => void = () => undefined;

  constructor(lease: string) {
    this.lease = lease;
    this.outcome = new Promise((resolve) => (this.#resolve = resolve));
  }

  settle(problem: string | null): void {
    this.#resolve(problem);
  }
}
