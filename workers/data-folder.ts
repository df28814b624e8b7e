import { hostname } from "node:os";
import type { DataDir } from "#db/data-dir.ts";
import { type Holder, holdDataDir, holderOf } from "#db/data-lock.ts";
import { Expected } from "#lib/expected.ts";
import { codeVersion } from "./code-version.ts";

/** A migration or another command may have the folder alone for a moment, ms. */
const waitMs = 10_000;

/** This process, as the sentence for others names it. @param doing completes "process 12 on host …" */
export const holderNow = (doing: string): Holder => ({
  pid: process.pid,
  host: hostname(),
  version: codeVersion(),
  doing,
});

/**
 * Use the data folder beside the server that may be running, until the process ends or the returned
 * function is called.
 * @throws FolderInUse when somebody needs it alone
 */
export const useDataDir = (dir: DataDir): (() => void) => holdDataDir(dir, "use", null, waitMs);

/**
 * As useDataDir, for a worker, which takes jobs that the server made.
 * @throws Expected when that server is another version of Tandem
 */
export function workInDataDir(dir: DataDir): void {
  const release = useDataDir(dir);
  const server = holderOf(dir);
  const clean = (version: string) => version.replace("+dirty", "");
  if (!server || clean(server.version) === clean(codeVersion())) return;
  release();
  throw new Expected(
    `The data folder ${dir.root} is served by process ${server.pid} on ${server.host}, which is Tandem ${server.version}; this is ${codeVersion()}.`,
  );
}
