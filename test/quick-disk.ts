import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, statSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What tests write lies in memory, where there is room: databases wait for the disk at every answer, and no test pulls
 * the plug. Who is killed loses nothing of it. Loaded by the configurations of both runners.
 */

const memory = "/dev/shm";
const folder = join(memory, "tandem-tests");
/** A whole run needs a tenth of it. */
const room = 6 * 1024 ** 3;
const forgottenMs = 3 * 3600_000;

/** Where what is large and kept from run to run belongs: the usual place of temporary files. */
export const onDisk = (): string => process.env.TANDEM_TEST_DISK ?? tmpdir();

function isQuick(): boolean {
  if (!existsSync(memory)) return false;
  const { bavail, bsize } = statfsSync(memory);
  const programs = !/ \/dev\/shm \S+ \S*noexec/.test(readFileSync("/proc/mounts", "utf8"));
  return programs && bavail * bsize > room && freemem() > room;
}

/** What a run that was killed has left there. */
function sweep(): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (changed < Date.now() - forgottenMs) rmSync(path, { recursive: true, force: true });
  }
}

if (process.env.TANDEM_TEST_DISK === undefined && isQuick()) {
  process.env.TANDEM_TEST_DISK = tmpdir();
  process.env.TMPDIR = folder;
  mkdirSync(folder, { recursive: true });
  sweep();
}
