import { createHash } from "node:crypto";
import { z } from "zod";
import { sizeOf, type Named, type Values } from "#lib/tensor/executor.ts";
import { withBias, withValidation } from "#lib/train/old-names.ts";

/**
 * A checkpoint is one blob with everything needed to resume, or to predict:
 *   "TNDM", version (u32), header length (u32), header (JSON, UTF-8), float32 values, SHA-256 of all before
 * All numbers are little-endian. Random sources need no state: they derive from seed and epoch (random.ts).
 */

const MAGIC = "TNDM";
const VERSION = 1;
const DIGEST = 32;

export const epochRecord = z.object({
  epoch: z.number(),
  loss: z.number(),
  trainAccuracy: z.number(),
  accuracy: z.number().nullable(),
  /** accuracy on the (noisy) validation labels */
  validation: z.number().nullable().default(null),
});
export type EpochRecord = z.infer<typeof epochRecord>;

const headerSchema = z.object({
  /** what was trained: the options as given, and a digest of options and labels that must match to resume */
  options: z.unknown(),
  fingerprint: z.string(),
  size: z.number().int(),
  classes: z.number().int(),
  /** features an item; null: it learnt from pictures */
  width: z.number().int().positive().nullable().default(null),
  /** of each of the three channels, or of each feature */
  normalisation: z.object({ mean: z.array(z.number()).min(2), deviation: z.array(z.number()).min(2) }),
  /** fitted by calibration; 1 leaves the confidences as they are */
  temperature: z.number().positive().default(1),
  /** epochs completed */
  epoch: z.number().int(),
  history: z.array(z.preprocess(withValidation, epochRecord)),
  /** the best epoch so far and its validation accuracy; null while none is chosen */
  best: z.object({ epoch: z.number().int(), right: z.number() }).nullable().default(null),
  /** epochs reused from another training */
  shared: z.number().int().default(0),
  /** time spent so far, and on training steps alone */
  seconds: z.number(),
  trainingSeconds: z.number(),
});
export type Header = z.infer<typeof headerSchema>;

const tensorList = z.array(z.object({ name: z.string(), shape: z.array(z.number().int()) }));

export type Checkpoint = { header: Header; tensors: Named<Values> };

export function encodeCheckpoint({ header, tensors }: Checkpoint): Uint8Array {
  const list = Object.entries(tensors).map(([name, { shape }]) => ({ name, shape }));
  const json = Buffer.from(JSON.stringify({ ...header, tensors: list }));
  const prefix = Buffer.alloc(12);
  prefix.write(MAGIC, "latin1");
  prefix.writeUInt32LE(VERSION, 4);
  prefix.writeUInt32LE(json.length, 8);
  const values = Object.values(tensors).map(({ data }) =>
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  );
  const body = Buffer.concat([prefix, json, ...values]);
  return Buffer.concat([body, digest(body)]);
}

/** @throws Error with one sentence when the blob is cut short, damaged, or of another version */
export function decodeCheckpoint(blob: Uint8Array): Checkpoint {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  if (bytes.length < 12 + DIGEST || bytes.toString("latin1", 0, 4) !== MAGIC) {
    throw new Error("This is not a checkpoint.");
  }
  const version = bytes.readUInt32LE(4);
  if (version !== VERSION)
    throw new Error(`The checkpoint has version ${version}, this program reads ${VERSION}.`);
  const body = bytes.subarray(0, bytes.length - DIGEST);
  if (!digest(body).equals(bytes.subarray(body.length))) throw new Error("The checkpoint is damaged.");

  const start = 12 + bytes.readUInt32LE(8);
  const json: unknown = JSON.parse(bytes.toString("utf8", 12, start));
  const header = headerSchema.parse(json);
  const { tensors: list } = z.object({ tensors: tensorList }).parse(json);
  const tensors: Named<Values> = {};
  let offset = start;
  for (const { name, shape } of list) {
    const length = sizeOf(shape) * 4;
    // copied: float32 views need an aligned buffer
    const data = new Float32Array(Uint8Array.from(body.subarray(offset, offset + length)).buffer);
    tensors[withBias(name)] = { shape, data };
    offset += length;
  }
  return { header, tensors };
}

const digest = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();
