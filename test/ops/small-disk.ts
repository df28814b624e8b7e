import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorCode } from "#lib/error-code.ts";

const newPlace = () => mkdtempSync(join(tmpdir(), "tandem-disk-"));

const mount = (folder: string, options: string) =>
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "ignore" });

function unmount(folder: string): void {
  try {
    for (;;) execFileSync("umount", ["-l", folder], { stdio: "ignore" });
  } catch {
    // it is not mounted any more
  }
  rmSync(folder, { recursive: true, force: true });
}

/** May this process mount a file system? Root may, on a Linux that lets it. */
export const canMount = ((): boolean => {
  if (process.getuid?.() !== 0) return false;
  const folder = newPlace();
  try {
    mount(folder, "size=64k");
    return true;
  } catch {
    return false;
  } finally {
    unmount(folder);
  }
})();

export type SmallDisk = {
  folder: string;
  /** take all the room that is left */
  fill(): void;
  free(): void;
  readOnly(): void;
  /**
   * From now on whatever is opened is read-only, and what is open already goes on being written: a disk in use
   * cannot be made read-only. @returns a function that ends it
   */
  closeToNewFiles(): () => void;
  remove(): void;
};

/** A file system of its own, so small that it can be filled. */
export function newSmallDisk(megabytes: number): SmallDisk {
  const folder = newPlace();
  mount(folder, `size=${megabytes}m`);
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill() {
      for (const size of [2 ** 20, 2 ** 14, 2 ** 12, 1])
        try {
          for (;;) writeFileSync(ballast, Buffer.alloc(size), { flag: "a" });
        } catch (error) {
          if (errorCode(error) !== "ENOSPC") throw error;
        }
    },
    free: () => rmSync(ballast, { force: true }),
    readOnly: () => void execFileSync("mount", ["-o", "remount,ro", folder], { stdio: "ignore" }),
    closeToNewFiles() {
      execFileSync("mount", ["--bind", folder, folder]);
      execFileSync("mount", ["-o", "remount,bind,ro", folder]);
      return () => void execFileSync("umount", ["-l", folder]);
    },
    remove: () => unmount(folder),
  };
}
