import { addAbortSignal, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { errorCode } from "#lib/error-code.ts";
import { type BucketAilment, BucketError, isBucketError } from "#db/packs/bucket-error.ts";
import { type BucketSettings, bucketSettings } from "#db/packs/bucket-settings.ts";
import { type Connection, upload } from "#db/packs/upload.ts";

/** A range takes at most so long, tries again included, ms: somebody waits for a picture. */
const rangeMs = 15_000;

/** A bucket of a service that speaks S3. Its functions throw BucketError and nothing else of the network. */
export type Bucket = {
  settings: BucketSettings;
  /** @returns exactly so many bytes of an object */
  range(key: string, offset: number, length: number): Promise<Buffer>;
  /** A whole object, piece by piece. */
  pieces(key: string): AsyncGenerator<Uint8Array, void, void>;
  /** @returns bytes; null where there is no such object */
  size(key: string): Promise<number | null>;
  /**
   * Put the first bytes of a file under a key, in parts where they are many.
   * @param sent told how many bytes have gone
   */
  put(key: string, path: string, bytes: number, sent?: (bytes: number) => void): Promise<void>;
  remove(key: string): Promise<void>;
  /** How the last request of this process went, and when, ms of the monotonic clock; null before the first. */
  last(): { ailment: BucketAilment | null; at: number } | null;
  /** When something was last found to be missing or not what was put there; null: never, in this process. */
  damagedAt(): number | null;
  /** What came is not what its hash says. */
  noteDamage(): void;
};

let known: { settings: string; bucket: Bucket } | null = null;

/**
 * The bucket of the environment; one connection a process.
 * @returns null where none is set
 * @throws Expected when a setting cannot be used
 */
export function ownBucket(): Bucket | null {
  const settings = bucketSettings();
  if (settings === null) return null;
  const said = JSON.stringify(settings);
  if (known?.settings !== said) known = { settings: said, bucket: openBucket(settings) };
  return known.bucket;
}

/** Connects at the first request. */
export function openBucket(settings: BucketSettings): Bucket {
  let connected: Promise<Connection> | null = null;
  let last: ReturnType<Bucket["last"]> = null;
  let damagedAt: number | null = null;
  const Bucket = settings.bucket;

  /** Every request goes through here. */
  async function ask<T>(key: string, request: (connection: Connection) => Promise<T>): Promise<T> {
    connected ??= connect(settings);
    const connection = await connected;
    try {
      const answer = await request(connection);
      last = { ailment: null, at: performance.now() };
      return answer;
    } catch (error) {
      const told = inOurWords(error, settings, key);
      if (told === null) throw error;
      const at = performance.now();
      if (told.ailment === "damaged") damagedAt = at;
      last = { ailment: told.ailment, at };
      throw told;
    }
  }

  const getRange = (key: string, offset: number, length: number, signal: AbortSignal) =>
    ask(key, async ({ client, sdk }) => {
      const Range = `bytes=${offset}-${offset + length - 1}`;
      const got = await client.send(new sdk.GetObjectCommand({ Bucket, Key: key, Range }), {
        abortSignal: signal,
      });
      const bytes = await buffer(addAbortSignal(signal, bodyOf(got)));
      if (bytes.length !== length) throw new BucketError("damaged", `${key} ends before what lay in it.`);
      return bytes;
    });

  return {
    settings,
    async range(key, offset, length) {
      if (length === 0) return Buffer.alloc(0); // no range says that
      const signal = AbortSignal.timeout(rangeMs);
      try {
        return await getRange(key, offset, length, signal);
      } catch (error) {
        // The SDK tries again what was refused, but not an answer that broke off.
        if (isBucketError(error) && error.ailment === "away" && !signal.aborted)
          return getRange(key, offset, length, signal);
        throw error;
      }
    },
    async *pieces(key) {
      const body = await ask(key, async ({ client, sdk }) =>
        bodyOf(await client.send(new sdk.GetObjectCommand({ Bucket, Key: key }))),
      );
      const rest: AsyncIterator<unknown> = body.iterator();
      try {
        for (;;) {
          const next = await ask(key, () => rest.next());
          if (next.done) return;
          if (next.value instanceof Uint8Array) yield next.value;
        }
      } finally {
        body.destroy(); // also where nobody wants the rest
      }
    },
    size: (key) =>
      ask(key, async ({ client, sdk }) => {
        try {
          const { ContentLength = 0 } = await client.send(new sdk.HeadObjectCommand({ Bucket, Key: key }));
          return ContentLength;
        } catch (error) {
          if (statusOf(error) === 404) return null;
          throw error;
        }
      }),
    put: (key, path, bytes, sent) =>
      upload((request) => ask(key, request), { Bucket, Key: key }, { path, bytes }, sent),
    async remove(key) {
      await ask(key, ({ client, sdk }) => client.send(new sdk.DeleteObjectCommand({ Bucket, Key: key })));
    },
    last: () => last,
    damagedAt: () => damagedAt,
    noteDamage: () => void (damagedAt = performance.now()),
  };
}

/** The SDK is loaded by those only who need it. */
async function connect({ endpoint, region, pathStyle }: BucketSettings): Promise<Connection> {
  const sdk = await import("@aws-sdk/client-s3");
  const client = new sdk.S3Client({
    region,
    ...(endpoint !== null && { endpoint }),
    forcePathStyle: pathStyle,
    // Checksums of the SDK's own are unknown to older services; everything here is checked by its SHA-256.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 3000,
      requestTimeout: 10_000,
      throwOnRequestTimeout: true,
      socketTimeout: 30_000,
    },
  });
  return { sdk, client };
}

function bodyOf({ Body }: { Body?: unknown }): Readable {
  if (!(Body instanceof Readable)) throw new Error("an object came without a stream");
  return Body;
}

function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !("$metadata" in error)) return null;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return null;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : null;
}

/** Of a connection, from the name's look-up to the end of the answer; anything else is nobody's but ours. */
const ofNetwork =
  /^(E[A-Z]+|EAI_\w+|ABORT_ERR|AbortError|TimeoutError|ERR_(SSL|TLS|STREAM)_\w+|(CERT|UNABLE|SELF_SIGNED|DEPTH|HPE)_\w+)$/;

/**
 * An answer may name the access key, and an error of the SDK carries the whole of it: neither goes on from here.
 * @returns null for an error that has nothing to do with the service
 */
function inOurWords(error: unknown, { bucket, endpoint }: BucketSettings, key: string): BucketError | null {
  if (isBucketError(error)) return error;
  const status = statusOf(error);
  const name = error instanceof Error ? (errorCode(error) ?? error.name) : "";
  const why = /^[\w.]{1,60}$/.test(name) ? ` (${name})` : "";
  const where = `The bucket ${bucket}${endpoint === null ? "" : ` at ${endpoint}`}`;
  if (status === 404 && name !== "NoSuchBucket")
    return new BucketError("damaged", `${where} has no object ${key}.`);
  if (status === 416) return new BucketError("damaged", `${key} ends before what lay in it.`);
  const refused = status !== null && status >= 300 && status < 500 && status !== 408 && status !== 429;
  if (refused || /Credentials|Token/.test(name))
    return new BucketError("denied", `${where} does not let Tandem in${why}.`);
  const answered = error instanceof Error && ("$metadata" in error || "$response" in error);
  return answered || ofNetwork.test(name) ? new BucketError("away", `${where} does not answer${why}.`) : null;
}
