import { chmodSync, closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { errorCode } from "#lib/error-code.ts";

export type LogFile = {
  path: string;
  write(line: string): void;
  /** write what a process says, line by line, so that lines of two processes never mix */
  follow(stream: Readable, from: Speaker): void;
  close(): void;
};

/** whose stream it is, and pino's level for what comes there without one of its own */
export type Speaker = { process: "web" | "worker"; level: 30 | 40 };

type Limits = { bytes: number; kept: number };

/**
 * A log that only its owner reads, in files of a limited size: tandem.log, then tandem.log.1 (the newest of
 * the old ones) and so on. While the disk is full its lines are lost and counted; it goes on by itself.
 * @param limits largest size of a file, bytes, and how many old ones are kept
 * @param say for the person at the terminal: that the log stopped, that it goes on
 */
export function openLogFile(
  path: string,
  say: (line: string) => void,
  limits: Limits = { bytes: 10e6, kept: 5 },
): LogFile {
  let file: { fd: number; size: number } | null = null;
  let lost = 0;

  function open(): { fd: number; size: number } {
    const fd = openSync(path, "a", 0o600);
    const { size, mode } = fstatSync(fd);
    if ((mode & 0o077) !== 0) chmodSync(path, 0o600);
    return { fd, size };
  }

  function close(): void {
    if (file) closeSync(file.fd);
    file = null;
  }

  function append(text: string): void {
    file ??= open();
    const bytes = Buffer.from(text);
    if (file.size > 0 && file.size + bytes.length > limits.bytes) {
      close();
      makeRoom(path, limits.kept);
      file = open();
    }
    for (let done = 0; done < bytes.length;) {
      const written = writeSync(file.fd, bytes, done);
      done += written;
      file.size += written;
    }
  }

  function write(line: string): void {
    try {
      // The line that failed may have been written in part.
      if (lost > 0) append(`\n{"level":40,"msg":"${lost} lines of the log were lost"}\n`);
      append(`${line}\n`);
      if (lost > 0) say(`The log is written again; ${lost} lines were lost.`);
      lost = 0;
    } catch (error) {
      if (lost++ === 0) say(`The log cannot be written (${errorCode(error) ?? "unknown error"}).`);
      close();
    }
  }

  return {
    path,
    write,
    follow: (stream, from) =>
      void createInterface({ input: stream }).on("line", (line) => {
        if (line.trim() !== "") write(isRecord(line) ? line : asRecord(line, from));
      }),
    close,
  };
}

function isRecord(line: string): boolean {
  try {
    return line.startsWith("{") && typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}

/** Next and Node print their own complaints as plain text, several lines each. */
const asRecord = (msg: string, { process, level }: Speaker): string =>
  JSON.stringify({ level, time: Date.now(), process, msg });

/** tandem.log.4 becomes tandem.log.5, …, tandem.log becomes tandem.log.1; the oldest goes. */
function makeRoom(path: string, kept: number): void {
  for (let number = kept; number > 0; number--) {
    const from = number === 1 ? path : `${path}.${number - 1}`;
    try {
      renameSync(from, `${path}.${number}`);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
    }
  }
}
