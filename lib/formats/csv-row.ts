/** Text and numbers are told apart: only text can be a formula. */
export type CsvCell = string | number | boolean | null | undefined;

/**
 * A line of CSV as in RFC 4180 (CRLF, quotes doubled). A text that a spreadsheet could take for a
 * formula (it begins with = + - @ TAB or CR) gets an apostrophe in front.
 */
export function csvRow(cells: readonly CsvCell[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

function cell(value: CsvCell): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A text as it was before csvRow() put an apostrophe in front. */
export const unguarded = (text: string): string => (/^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text);
