/** What the first bytes of a file reveal, so that a wrong one is refused before it is sent. Runs in browsers too. */
import { quote } from "#lib/formats/problem.ts";

/** So many bytes are enough to judge a file. */
export const headBytes = 1024;

/**
 * @param name shown to the person
 * @returns why the file is none that pictures come in, as one sentence; null when it may be
 */
export function imagesProblem(name: string, head: Uint8Array): string | null {
  if (head.length === 0) return `${quote(name)} is empty.`;
  if (starts(head, 0x50, 0x4b, 0x05, 0x06)) return `The zip ${quote(name)} is empty.`;
  if (starts(head, 0x50, 0x4b)) return null;
  if (starts(head, 0x1f, 0x8b) || isTar(head)) return null;
  if (isParquet(head) || isPickle(head) || starts(head, 0, 0, 8, 3)) return null;
  const kind = archives.find(([, ...magic]) => starts(head, ...magic));
  return kind
    ? `${quote(name)} is ${kind[0]}; pack the images as a zip.`
    : `${quote(name)} is not a zip, and none of the other formats that pictures come in; pack them as a zip.`;
}

const isParquet = (head: Uint8Array) => starts(head, 0x50, 0x41, 0x52, 0x31);
const isPickle = (head: Uint8Array) => starts(head, 0x80) && (head[1] ?? 9) <= 5;
/** Its first header says "ustar". */
const isTar = (head: Uint8Array) => starts(head.subarray(257), 0x75, 0x73, 0x74, 0x61, 0x72);

const archives: readonly (readonly [string, ...number[]])[] = [
  ["a 7z archive", 0x37, 0x7a, 0xbc, 0xaf],
  ["a RAR archive", 0x52, 0x61, 0x72, 0x21],
  ["a bzip2 archive", 0x42, 0x5a, 0x68],
  ["an xz archive", 0xfd, 0x37, 0x7a, 0x58],
  ["a single JPEG picture", 0xff, 0xd8, 0xff],
  ["a single PNG picture", 0x89, 0x50, 0x4e, 0x47],
];

/** @param name shown to the person @returns why the file is no table in UTF-8, as one sentence; null when it may be */
export function tableProblem(name: string, head: Uint8Array): string | null {
  if (head.length === 0) return `The label file ${quote(name)} is empty.`;
  if (starts(head, 0xff, 0xfe) || starts(head, 0xfe, 0xff))
    return `The label file ${quote(name)} is in UTF-16; save it as “CSV UTF-8”.`;
  if (starts(head, 0x50, 0x4b, 0x03, 0x04))
    return `The label file ${quote(name)} is a spreadsheet or a zip, not text; save it as “CSV UTF-8”.`;
  if (head.includes(0)) return `The label file ${quote(name)} is not text; save it as “CSV UTF-8”.`;
  return null;
}

/**
 * @param name shown to the person
 * @returns why the file is in none of the formats of lib/formats/tables, as one sentence; null when it may be
 */
export function anyTableProblem(name: string, head: Uint8Array): string | null {
  if (head.length === 0) return `${quote(name)} is empty.`;
  if (starts(head, 0x93, 0x4e, 0x55, 0x4d) || isParquet(head) || isPickle(head)) return null;
  const inner = firstInZip(head);
  if (inner !== null)
    return /(^|\/)data\.pkl$|\.(npy|csv|tsv)$|\.(json|jpe?g|png|webp)$|\/$/i.test(inner)
      ? null
      : `${quote(name)} is a spreadsheet or another zip; save it as CSV, JSON lines, NumPy or Parquet.`;
  if (starts(head, 0xff, 0xfe) || starts(head, 0xfe, 0xff))
    return `${quote(name)} is in UTF-16; save it as “CSV UTF-8”.`;
  if (head.includes(0)) return `${quote(name)} is neither CSV, JSON, NumPy, PyTorch nor Parquet.`;
  return null;
}

/** Name of the first file in a zip; null where a file is none. It tells .npz and .pt from spreadsheets. */
export function firstInZip(head: Uint8Array): string | null {
  if (!starts(head, 0x50, 0x4b, 0x03, 0x04)) return null;
  const length = (head[26] ?? 0) + 256 * (head[27] ?? 0);
  return new TextDecoder().decode(head.subarray(30, 30 + length));
}

/** Keys of the fields that an ONNX file may begin with: version, producer, domain, text, graph, operator sets, metadata. */
const onnxKeys = [0x08, 0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72];

/** @param name shown to the person @returns why the file is no ONNX model, as one sentence; null when it may be */
export function onnxProblem(name: string, head: Uint8Array): string | null {
  const [first] = head;
  if (first === undefined) return `${quote(name)} is empty.`;
  if (starts(head, 0x50, 0x4b))
    return `${quote(name)} is a zip or a PyTorch file, not an ONNX model; export it as ONNX.`;
  if (new TextDecoder("latin1").decode(head.subarray(0, 40)).startsWith("version https://git-lfs"))
    return `${quote(name)} only points to the model (Git LFS); download the file itself.`;
  return onnxKeys.includes(first) ? null : `${quote(name)} is not an ONNX model.`;
}

/** What judges the first bytes of each kind of file. */
export const firstBytes = {
  images: imagesProblem,
  labels: anyTableProblem,
  table: anyTableProblem,
  encoder: onnxProblem,
} as const;

const starts = (head: Uint8Array, ...magic: number[]) => magic.every((byte, index) => head[index] === byte);
