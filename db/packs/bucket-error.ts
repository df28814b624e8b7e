/**
 * Why something of the bucket is not to be had. away: no answer, or it is overloaded · denied: it does not let us ·
 * damaged: an object is missing, or is not what was put there · unset: packs are in a bucket, and none is set
 */
export type BucketAilment = "away" | "denied" | "damaged" | "unset";

/** Its message is one sentence, without anything that a service may have said of credentials. */
export class BucketError extends Error {
  readonly ailment: BucketAilment;
  override readonly name = "BucketError";
  constructor(ailment: BucketAilment, message: string) {
    super(message);
    this.ailment = ailment;
  }
}

/** Told by its name: the web process has this file twice, once for the pages. */
export const isBucketError = (error: unknown): error is BucketError =>
  error instanceof Error && error.name === "BucketError";

export const noBucket = (): BucketError =>
  new BucketError("unset", "Pictures are in a bucket, and TANDEM_S3_BUCKET is not set.");
