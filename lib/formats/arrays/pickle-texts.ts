import type { FarBytes } from "#lib/formats/arrays/pickle-values.ts";

/** How pickles write numbers and texts. Each is undefined where it is none. */

/** A line of protocol 0: I (integer, of which 00 and 01 are booleans), L (long) or F (float). */
export function numberIn(code: "I" | "L" | "F", line: string): number | boolean | undefined {
  if (code === "I" && (line === "00" || line === "01")) return line === "01";
  const text = code === "L" ? line.replace(/L$/, "") : line;
  const fits = code === "F" ? /^[-+.\deE]+$|^-?(inf|nan)$/.test(text) : /^-?\d{1,400}$/.test(text);
  return fits ? Number(text) : undefined;
}

/** Two's complement, little-endian, a byte a character. */
export function integerIn(bytes: string | FarBytes): number | undefined {
  if (typeof bytes !== "string" || bytes.length > 256) return undefined;
  let value = 0;
  for (let i = bytes.length - 1; i >= 0; i--) value = value * 256 + bytes.charCodeAt(i);
  const negative = bytes.length > 0 && bytes.charCodeAt(bytes.length - 1) >= 128;
  return negative ? value - 256 ** bytes.length : value;
}

/** A text of Python 2 as its repr() writes it. */
export function quotedIn(line: string): string | undefined {
  const inner = /^(['"])(.*)\1$/s.exec(line)?.[2];
  return inner?.replace(/\\(x[\da-fA-F]{2}|[0-7]{1,3}|.)/gs, (_, escape: string) => {
    if (/^x./.test(escape)) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8) & 255);
    return escapes.get(escape) ?? escape;
  });
}

const escapes = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
]);

/** raw-unicode-escape */
export const unescaped = (line: string): string =>
  line.replace(/\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g, (text, short?: string, long?: string) => {
    const code = Number.parseInt(short ?? long ?? "", 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : text;
  });
