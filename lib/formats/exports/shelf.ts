import { deflateRawSync, inflateRawSync } from "node:zlib";

/** Put aside together, bytes. */
const pieceBytes = 64 * 1024;

/** What waits until it may be written. */
export type Shelf = {
  put(this: void, what: string | Uint8Array): void;
  /** All of it, in its order; nothing more is put there then. */
  take(this: void): Generator<Uint8Array, void, void>;
};

/**
 * For what has to wait until something else is written (a table behind its pictures, an array behind the number of
 * its rows), deflated: a million rows of a table take some ten megabytes.
 */
export function openShelf(): Shelf {
  const pieces: Uint8Array[] = [];
  const open = Buffer.allocUnsafe(pieceBytes);
  let filled = 0;
  const press = (bytes: Uint8Array) => {
    if (bytes.length > 0) pieces.push(deflateRawSync(bytes, { level: 1 }));
  };
  const clear = () => {
    press(open.subarray(0, filled));
    filled = 0;
  };
  return {
    put(what) {
      const bytes = typeof what === "string" ? Buffer.from(what) : what;
      if (filled + bytes.length > pieceBytes) clear();
      if (bytes.length > pieceBytes) {
        press(bytes);
        return;
      }
      open.set(bytes, filled);
      filled += bytes.length;
    },
    *take() {
      clear();
      for (const piece of pieces) yield inflateRawSync(piece);
    },
  };
}
