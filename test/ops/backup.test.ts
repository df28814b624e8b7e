import { execFile, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { readImage } from "../db/read-image.ts";
import { findProject } from "#db/dataset/projects.ts";
import { readTensor } from "#db/dataset/tensors.ts";
import { images, judgments } from "#db/schema.ts";
import { readManifest } from "#workers/backup/manifest.ts";
import { newDataset, newStore, runImport, type Store } from "../db/datasets.ts";
import { newFolder, png } from "../lib/formats/files.ts";
import { until } from "../workers/processes.ts";
import { canMount, newSmallDisk } from "./small-disk.ts";

const tandem = (...args: string[]) =>
  spawnSync(process.execPath, ["workers/tandem.js", ...args], { encoding: "utf8" });

/** Pictures number `from` to `to`, with a label each. */
async function pictures(from: number, to: number) {
  const names = Array.from({ length: to - from }, (_, i) => `${from + i}.png`);
  const files = Object.fromEntries(
    await Promise.all(names.map(async (name, i) => [name, await png(from + i, 16)] as const)),
  );
  const csv = `file,clean,human1\n${names.map((name, i) => `${name},${"ab"[i % 2]},a`).join("\n")}\n`;
  return { ...(await newDataset(files, csv)), columns: { gold: "clean", humans: ["human1"] }, imageSize: 64 };
}

async function newFilledStore(): Promise<Store> {
  const store = newStore();
  await runImport(store, await pictures(0, 40));
  return store;
}

/** A process of the project's tests, and the lines that it printed so far. */
function started(file: string, ...args: string[]) {
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = () => {
    child.kill("SIGKILL");
    return exited;
  };
  return { kill, lines: () => printed.split("\n").slice(0, -1) };
}

/** The restored folder's database, opened. */
function opened(folder: string) {
  const dir = dataDir(folder);
  const database = openDatabase(dir.database);
  onTestFinished(() => database.close());
  return { ...database, dir };
}

describe("a backup", () => {
  test("64 made while others write, and restored: every acknowledged answer, every picture", async () => {
    const store = await newFilledStore();
    const request = await pictures(40, 240);
    const importing = started(
      "test/workers/import-process.ts",
      store.folder,
      request.images,
      request.labels ?? "",
      "9999",
    );
    const writer = started("test/ops/writer-process.ts", store.path);
    await until("some answers", () => writer.lines().length > 100);
    const before = writer.lines().map(Number);
    const place = join(newFolder(), "backup");
    await promisify(execFile)(process.execPath, [
      "workers/tandem.js",
      "backup",
      place,
      "--data",
      store.folder,
    ]);
    await until("more answers", () => writer.lines().length > before.length + 10); // it never stood still
    await Promise.all([writer.kill(), importing.kill()]);

    const folder = join(newFolder(), "restored");
    expect(tandem("restore", place, "--into", folder).stderr).toBe("");
    const { db, dir, sqlite } = opened(folder);
    const kept = new Set(
      db
        .select({ id: judgments.id })
        .from(judgments)
        .all()
        .map(({ id }) => id),
    );
    expect(before.filter((id) => !kept.has(id))).toEqual([]);
    for (const { hash } of db.select().from(images).all()) {
      const image = readImage(db, dir, hash, { shown: false });
      expect(
        createHash("sha256")
          .update(image?.bytes ?? "")
          .digest("hex"),
      ).toBe(hash);
    }
    const project = findProject(db, "pets") ?? expect.unreachable();
    const rows = Number(sqlite.prepare("select count(*) from items").pluck().get());
    expect(rows).toBeGreaterThanOrEqual(40);
    expect(readTensor(db, dir, project)).toHaveLength(rows * 64 * 64 * 3);
  }, 60_000);

  test("is whole or not there, only its owner's to read, and holds the key only when asked", async () => {
    const store = await newFilledStore();
    writeFileSync(store.dir.secret, "s".repeat(64));
    const place = join(newFolder(), "backup");
    expect(tandem("backup", place, "--data", store.folder).status).toBe(0);
    const { files } = readManifest(place);
    expect(files.map(({ path }) => path).sort()).toEqual(["packs/000001.pack", "tandem.db", "tensors/1.rgb"]);
    for (const { path } of files) expect(statSync(join(place, path)).mode & 0o077).toBe(0);
    expect(statSync(place).mode & 0o077).toBe(0);
    expect(tandem("backup", place, "--data", store.folder).status).toBe(1); // not empty

    const withKey = join(newFolder(), "backup");
    expect(tandem("backup", withKey, "--secret", "--quick", "--data", store.folder).status).toBe(0);
    expect(readFileSync(join(withKey, "secret"), "utf8")).toBe("s".repeat(64));

    // a picture that is no longer what it was
    const pack = join(store.dir.packs, "000001.pack");
    const bytes = readFileSync(pack);
    bytes[50] = (bytes[50] ?? 0) ^ 1;
    writeFileSync(pack, bytes);
    const folder = newFolder();
    const damaged = tandem("backup", join(folder, "damaged"), "--data", store.folder);
    expect([damaged.status, damaged.stderr]).toEqual([1, expect.stringContaining("damaged")]);
    expect(readdirSync(folder)).toEqual([]);
  }, 60_000);

  test.skipIf(!canMount)("needs room, and says how much", async () => {
    const store = await newFilledStore();
    const disk = newSmallDisk(1);
    onTestFinished(() => disk.remove());
    writeFileSync(join(disk.folder, "ballast"), Buffer.alloc(800_000));
    const { status, stderr } = tandem("backup", join(disk.folder, "backup"), "--data", store.folder);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/too little room.*\d+ MB are needed, \d+ MB are free/),
    ]);
    expect(readdirSync(disk.folder)).toEqual(["ballast"]);
  });
});

describe("a restore", () => {
  async function backedUp() {
    const store = await newFilledStore();
    const place = join(newFolder(), "backup");
    expect(tandem("backup", place, "--data", store.folder).status).toBe(0);
    return { store, place };
  }

  test("refuses a backup that was changed, or not finished, and leaves everything as it was", async () => {
    const { place } = await backedUp();
    const folder = join(newFolder(), "data");
    const packs = join(place, "packs", "000001.pack");
    const bytes = readFileSync(packs);
    writeFileSync(packs, bytes.subarray(0, bytes.length - 1));
    const short = tandem("restore", place, "--into", folder);
    expect([short.status, short.stderr]).toEqual([1, expect.stringContaining("damaged: packs/000001.pack")]);
    writeFileSync(packs, Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])]));
    expect(tandem("restore", place, "--into", folder).status).toBe(1);
    const unfinished = newFolder();
    writeFileSync(join(unfinished, "tandem.db"), "");
    expect(tandem("restore", unfinished, "--into", folder).stderr).toContain("no backup");
    expect(existsSync(join(folder, "tandem.db"))).toBe(false);
  }, 60_000);

  test("writes nowhere but into the data folder, whatever a backup names", async () => {
    const { place } = await backedUp();
    const manifest = readFileSync(join(place, "backup.json"), "utf8");
    const parent = newFolder();
    for (const path of ["../stray.db", "packs/../../stray.db", join(parent, "stray.db"), "stray.db"]) {
      writeFileSync(join(place, "backup.json"), manifest.replace('"tandem.db"', JSON.stringify(path)));
      expect(tandem("restore", place, "--into", join(parent, "data")).status, path).toBe(1);
    }
    expect(readdirSync(parent, { recursive: true }).filter((name) => String(name).includes("stray"))).toEqual(
      [],
    );
  }, 60_000);

  test("replaces what is there only when asked, and keeps it", async () => {
    const { store, place } = await backedUp();
    const answers = () => {
      const { sqlite, close } = openDatabase(store.path);
      const n = sqlite.prepare("select count(*) from judgments").pluck().get();
      close();
      return n;
    };
    const at = answers();
    const writer = started("test/ops/writer-process.ts", store.path);
    await until("an answer", () => writer.lines().length > 0);
    await writer.kill();
    store.close();
    const later = answers();
    expect(later).toBeGreaterThan(Number(at));
    expect(tandem("restore", place, "--data", store.folder).status).toBe(1);
    expect(answers()).toBe(later);
    expect(tandem("restore", place, "--replace", "--data", store.folder).status).toBe(0);
    expect(answers()).toBe(at);
    const [aside = ""] = readdirSync(store.folder).filter((name) => name.startsWith("before-restore"));
    expect(existsSync(join(store.folder, aside, "tandem.db"))).toBe(true);
    expect(existsSync(join(store.folder, aside, "packs", "000001.pack"))).toBe(true);
  }, 60_000);
});
