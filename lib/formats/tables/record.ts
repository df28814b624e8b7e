import type { Cell, Table } from "#lib/formats/tables/table.ts";

/** A tool's way to write what was said of a picture as an object of JSON, one for each. */
export type RecordKind = {
  /** Is an array of such objects of this tool? Asked of the first one. */
  fits(this: void, first: unknown): boolean;
  /** How they are read. @param entries all of them */
  open(this: void, entries: AsyncIterable<unknown>): Promise<RecordTable>;
};

export type RecordTable = Pick<Table, "columns" | "questions"> & {
  /** What an object says: none, one or many rows; or why it, or one of them, says nothing, as one sentence. */
  rowsOf(this: void, entry: unknown): (Cell[] | string)[] | string;
};

/**
 * The path of a picture from the address that a labelling tool serves it by: of local storage what is behind d=, of an
 * upload what was uploaded, of any other what is behind the host.
 */
export function pictureOfAddress(address: string): string {
  const local = /^\/data\/local-files\/\?(?:.*&)?d=([^&]*)/.exec(address)?.[1];
  if (local !== undefined) return decoded(local);
  const upload = /^\/data\/upload\/(?:\d+\/)?(?:[0-9a-f]{8}-)?(.+)$/.exec(address)?.[1];
  if (upload !== undefined) return decoded(upload);
  const remote = /^[a-z][a-z0-9+.-]*:\/\/[^/]*\/([^?#]*)/i.exec(address)?.[1];
  return remote === undefined ? address : decoded(remote);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
