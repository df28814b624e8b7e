/** Why a training ended without a result. The message is one sentence for the person. */
export class TrainingError extends Error {
  readonly code: "cancelled" | "diverged" | "invalid";

  constructor(code: TrainingError["code"], message: string) {
    super(message);
    this.name = "TrainingError";
    this.code = code;
  }
}
