import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { openLogFile } from "#workers/commands/start/log-file.ts";
import { newFolder } from "../lib/formats/files.ts";
import { canMount, newSmallDisk } from "./small-disk.ts";

const lines = (path: string) => readFileSync(path, "utf8").trimEnd().split("\n");

describe("the log", () => {
  test("is one person's to read, and keeps a few files of a limited size", () => {
    const folder = newFolder();
    const path = join(folder, "tandem.log");
    writeFileSync(path, "of an older version\n");
    chmodSync(path, 0o644);
    const log = openLogFile(path, () => expect.unreachable(), { bytes: 1000, kept: 3 });
    for (let i = 0; i < 100; i++) log.write(`line ${i} ${"x".repeat(90)}`);
    log.close();
    const files = readdirSync(folder).sort();
    expect(files).toEqual(["tandem.log", "tandem.log.1", "tandem.log.2", "tandem.log.3"]);
    for (const file of files) {
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
      expect(statSync(join(folder, file)).size).toBeLessThanOrEqual(1000);
    }
    const kept = files.toReversed().flatMap((file) => lines(join(folder, file)));
    const numbers = kept.map((line) => Number(line.split(" ")[1]));
    expect(numbers).toEqual(numbers.map((_, i) => 100 - numbers.length + i)); // the newest, in order, none twice
  });

  test("never mixes lines of two processes", async () => {
    const path = join(newFolder(), "tandem.log");
    const log = openLogFile(path, () => undefined);
    const [a, b] = [new PassThrough(), new PassThrough()];
    log.follow(a, { process: "web", level: 30 });
    log.follow(b, { process: "worker", level: 40 });
    a.write('{"msg":');
    b.write('{"msg":');
    a.write('"a"}\n');
    b.write('"b"}\n');
    await new Promise((resolve) => setTimeout(resolve, 50));
    log.close();
    expect(lines(path).sort()).toEqual(['{"msg":"a"}', '{"msg":"b"}']);
  });

  test("is one JSON object a line, whatever a process prints", async () => {
    const path = join(newFolder(), "tandem.log");
    const log = openLogFile(path, () => undefined);
    const stream = new PassThrough();
    log.follow(stream, { process: "web", level: 40 });
    stream.end('⨯ Error: aborted\n    at "somewhere"\n\n{ code: 1 }\n}\n{"level":50,"msg":"own"}\n');
    await new Promise((resolve) => setTimeout(resolve, 50));
    log.close();
    const found = lines(path).map((line): unknown => JSON.parse(line));
    expect(found).toHaveLength(5);
    expect(found[0]).toMatchObject({ level: 40, process: "web", msg: "⨯ Error: aborted" });
    expect(found[4]).toEqual({ level: 50, msg: "own" });
  });

  test.skipIf(!canMount)("loses lines on a full disk, tells once, and goes on when there is room", () => {
    const disk = newSmallDisk(1);
    onTestFinished(() => disk.remove());
    const said: string[] = [];
    const path = join(disk.folder, "tandem.log");
    const log = openLogFile(path, (line) => said.push(line));
    log.write("before");
    disk.fill();
    for (let i = 0; i < 50; i++) log.write("y".repeat(1000));
    expect(said).toHaveLength(1);
    disk.free();
    log.write("after");
    log.close();
    expect(said).toHaveLength(2);
    expect(lines(path)[0]).toBe("before");
    expect(lines(path).at(-1)).toBe("after");
    expect(lines(path).some((line) => /"\d+ lines of the log were lost"/.test(line))).toBe(true);
  });
});
