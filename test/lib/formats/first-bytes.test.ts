import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { anyTableProblem, headBytes, imagesProblem, tableProblem } from "#lib/formats/first-bytes.ts";
import { fixture } from "./fixtures.ts";
import { newFolder, png, writeZip } from "./files.ts";
import { rawZip } from "./raw-zip.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");

describe("the first bytes", () => {
  test("of a zip pass, those of anything else are refused by what they are", async () => {
    const path = join(newFolder(), "a.zip");
    await writeZip(path, { "a.png": await png(1) });
    expect(imagesProblem("a.zip", readFileSync(path).subarray(0, headBytes))).toBeNull();
    for (const [head, kind] of [
      [bytes("Rar!\x1a\x07"), "RAR"],
      [bytes("7z\xbc\xaf\x27\x1c"), "7z"],
      [await png(1), "PNG"],
      [bytes("hello, I am a text"), "not a zip"],
      [bytes(""), "empty"],
      [rawZip([]), "empty"],
    ] as const)
      expect(imagesProblem("x.zip", head)).toContain(kind);
  });

  test("of every format that pictures or tables come in pass", () => {
    const tar = Buffer.alloc(1024);
    tar.write("ustar", 257);
    for (const head of [tar, bytes("\x1f\x8b\x08"), bytes("PAR1"), bytes("\0\0\x08\x03"), bytes("\x80\x02}")])
      expect(imagesProblem("x", head)).toBeNull();
    for (const name of ["labels/arrays.pt", "labels/arrays-old.pt", "labels/stored.npz", "labels/clean.npy"])
      expect(anyTableProblem("x", readFileSync(fixture(name)).subarray(0, headBytes))).toBeNull();
    const sheet = rawZip([{ name: "[Content_Types].xml" }]);
    expect(anyTableProblem("x.xlsx", sheet)).toContain("spreadsheet");
  });

  test("of a text pass, those of spreadsheets, UTF-16 and binaries are refused", () => {
    expect(tableProblem("a.csv", bytes("file,clean\n"))).toBeNull();
    for (const [head, kind] of [
      [bytes("PK\x03\x04"), "spreadsheet"],
      [bytes("\xff\xfef\0i\0"), "UTF-16"],
      [bytes("abc\0def"), "not text"],
      [bytes(""), "empty"],
    ] as const)
      expect(tableProblem("a.csv", head)).toContain(kind);
  });
});
