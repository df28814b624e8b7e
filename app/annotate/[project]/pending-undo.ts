/** An undo that was asked for: one outcome for all who ask meanwhile. */
export class PendingUndo {
  /** null when the tasks are back, otherwise a sentence why not */
  readonly outcome: Promise<string | null>;
  /** the server has done it; the picture may still be loading */
  granted = false;
  /** what is to be taken back: the leases of answers or skips */
  readonly leases: readonly string[];
  #resolve: (problem: string | null) => void = () => undefined;

  constructor(leases: readonly string[]) {
    this.leases = leases;
    this.outcome = new Promise((resolve) => (this.#resolve = resolve));
  }

  settle(problem: string | null): void {
    this.#resolve(problem);
  }
}
