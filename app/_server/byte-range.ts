/** The first and the last byte that are wanted, both included. */
export type ByteRange = { start: number; end: number };

/**
 * Which part of a file a Range header asks for (RFC 9110, 14.1.2).
 * @param bytes of the whole file
 * @returns null: all of it, also where several parts are asked for, or it cannot be read; "none": there is no such part
 */
export function byteRange(header: string | null, bytes: number): ByteRange | "none" | null {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return null;
  if (first === "") {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? "none" : { start: bytes - length, end: bytes - 1 };
  }
  const start = Number(first);
  const end = Math.min(last === "" ? bytes - 1 : Number(last), bytes - 1);
  if (last !== "" && Number(last) < start) return null;
  return start >= bytes ? "none" : { start, end };
}
