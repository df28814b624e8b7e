import { spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { dataDir, narrowModes } from "#db/data-dir.ts";
import { newDataset } from "../db/datasets.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tandem-modes-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Everything below a folder that others may read, write or enter. */
function open(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .concat("")
    .filter((name) => {
      const stat = lstatSync(join(folder, name));
      return !stat.isSymbolicLink() && (stat.mode & 0o077) !== 0;
    });
}

const tandem = (...args: string[]) =>
  spawnSync("sh", ["-c", 'umask 022; exec "$0" workers/tandem.js "$@"', process.execPath, ...args], {
    encoding: "utf8",
  });

test.skipIf(process.platform === "win32")(
  "what commands make belongs to their account alone, whatever its umask says",
  async () => {
    const folder = newFolder();
    const data = join(folder, "data");
    const files = await newDataset({ "a.png": 1, "b.png": 2 }, "file,clean\na.png,cat\nb.png,dog\n");
    const columns = ["--images", files.images, "--labels", files.labels ?? "", "--gold", "clean"];
    const made = tandem("import", "--project", "pets", ...columns, "--data", data);
    expect(made.status, made.stderr + made.stdout).toBe(0);
    expect(readdirSync(join(data, "packs")).length).toBeGreaterThan(0);
    const report = join(folder, "pets.csv");
    expect(tandem("export", "--project", "pets", "--data", data, "--out", report).status).toBe(0);
    expect(tandem("backup", join(folder, "copy"), "--data", data).status).toBe(0);
    expect(open(folder)).toEqual([]);
  },
  120_000,
);

test.skipIf(process.platform === "win32")(
  "a folder that was open is narrowed once, and links are left alone",
  () => {
    const folder = newFolder();
    const dir = dataDir(join(folder, "data"));
    const outside = join(folder, "outside");
    writeFileSync(outside, "not ours");
    chmodSync(outside, 0o644);
    symlinkSync(outside, join(dir.root, "link"));
    mkdirSync(join(dir.packs, "deep"));
    writeFileSync(join(dir.packs, "deep", "pack"), "");
    for (const [path, mode] of [
      [dir.root, 0o755],
      [dir.packs, 0o775],
      [join(dir.packs, "deep"), 0o777],
      [join(dir.packs, "deep", "pack"), 0o666],
    ] as const)
      chmodSync(path, mode);
    expect(narrowModes(dir).narrowed).toBeGreaterThanOrEqual(4);
    expect(open(dir.root)).toEqual([]);
    expect(lstatSync(outside).mode & 0o777).toBe(0o644);
    expect(narrowModes(dir)).toEqual({ narrowed: 0, refused: 0 });
  },
);

test.skipIf(process.platform === "win32")(
  "a data folder that is itself a link is narrowed where it is",
  () => {
    const folder = newFolder();
    const real = dataDir(join(folder, "disk"));
    chmodSync(real.root, 0o755);
    symlinkSync(real.root, join(folder, "data"));
    narrowModes(dataDir(join(folder, "data")));
    expect(lstatSync(real.root).mode & 0o077).toBe(0);
  },
);
