/** What the first bytes of a file reveal, so that a wrong one is refused before it is sent. Runs in browsers too. */
import { quote } from "#lib/formats/problem.ts";

/** So many bytes are enough to judge a file. */
export const headBytes = 1024;

/** @param name shown to the person @returns why the file is no zip, as one sentence; null for a zip */
export function zipProblem(name: string, head: Uint8Array): string | null {
  if (head.length === 0) return `${quote(name)} is empty, so it is not a zip.`;
  if (starts(head, 0x50, 0x4b, 0x05, 0x06)) return `The zip ${quote(name)} is empty.`;
  if (starts(head, 0x50, 0x4b)) return null;
  const kind = archives.find(([, ...magic]) => starts(head, ...magic));
  return kind
    ? `${quote(name)} is ${kind[0]}; pack the images as a zip.`
    : `${quote(name)} is not a zip; pack the images as one.`;
}

const archives: readonly (readonly [string, ...number[]])[] = [
  ["a gzip archive", 0x1f, 0x8b],
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

/** @param name shown to the person @returns why the file is in none of the formats of lib/formats/tables, as one sentence */
export function anyTableProblem(name: string, head: Uint8Array): string | null {
  if (head.length === 0) return `${quote(name)} is empty.`;
  if (starts(head, 0x93, 0x4e, 0x55, 0x4d) || starts(head, 0x50, 0x41, 0x52, 0x31)) return null;
  if (starts(head, 0x50, 0x4b, 0x03, 0x04))
    return `${quote(name)} is a spreadsheet, a .npz or another zip; save it as CSV, JSON lines, .npy or Parquet.`;
  if (starts(head, 0xff, 0xfe) || starts(head, 0xfe, 0xff))
    return `${quote(name)} is in UTF-16; save it as “CSV UTF-8”.`;
  if (head.includes(0)) return `${quote(name)} is neither CSV, JSON lines, .npy nor Parquet.`;
  return null;
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
  images: zipProblem,
  labels: tableProblem,
  table: anyTableProblem,
  encoder: onnxProblem,
} as const;

const starts = (head: Uint8Array, ...magic: number[]) => magic.every((byte, index) => head[index] === byte);
