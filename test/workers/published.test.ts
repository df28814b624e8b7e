import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type PublishedDataset, publishedDatasets, type PublishedFile } from "#lib/formats/published.ts";
import { Expected } from "#lib/expected.ts";
import { publishedFile, publishedPictures } from "#workers/published-files.ts";
import { newFolder } from "../lib/formats/files.ts";

const bytes = Buffer.from("what was published");
const sha256 = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");

/** A server that has some files, breaks off in the middle of others, and counts what it is asked for. */
async function server(files: Record<string, Buffer>): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const listening = createServer((request, response) => {
    const name = (request.url ?? "").slice(1);
    asked.push(name);
    const content = files[name];
    if (name.startsWith("broken")) {
      response.writeHead(200, { "content-length": 1000 });
      response.write("a");
      setTimeout(() => response.destroy(), 20);
    } else if (content) response.end(content);
    else response.writeHead(404).end();
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void listening.close());
  await new Promise((resolve) => listening.once("listening", resolve));
  const address = listening.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}/`, asked };
}

const fileAt = (url: string, name: string, content = bytes): PublishedFile => ({
  name,
  url: url + name,
  digest: { kind: "sha256", hex: sha256(content) },
  verified: true,
});
const said = () => {
  const lines: string[] = [];
  return { lines, say: (line: string) => void lines.push(line) };
};

test("a file is taken from the folder, then from what was fetched before, then from its address", async () => {
  const { url, asked } = await server({ "a.bin": bytes });
  const [from, cache] = [newFolder(), join(newFolder(), "published")];
  const file = fileAt(url, "a.bin");
  mkdirSync(join(from, "deep"));
  writeFileSync(join(from, "deep/a.bin"), bytes);
  const { say } = said();
  expect(await publishedFile(file, { from, cache }, say)).toBe(join(from, "deep/a.bin"));
  expect(asked).toEqual([]);
  for (let again = 0; again < 2; again++)
    expect(readFileSync(await publishedFile(file, { from: null, cache }, say)).equals(bytes)).toBe(true);
  expect(asked).toEqual(["a.bin"]);
});

test("another file under its name, one that breaks off, and one that is not there are refused; nothing is left", async () => {
  const { url } = await server({ "other.bin": Buffer.from("something else") });
  const cache = newFolder();
  const refused = async (name: string) => {
    const end: unknown = await publishedFile(fileAt(url, name), { from: null, cache }, said().say).catch(
      (error: unknown) => error,
    );
    expect(end).toBeInstanceOf(Expected);
    return String(end);
  };
  expect(await refused("other.bin")).toContain("is not other.bin as it is published");
  expect(await refused("broken.bin")).toContain("cannot be reached");
  expect(await refused("gone.bin")).toContain("answers 404");
  expect(readdirSync(cache)).toEqual([]);
  const nowhere = { ...fileAt("http://127.0.0.1:1/", "x"), digest: null };
  await expect(publishedFile(nowhere, { from: null, cache }, said().say)).rejects.toThrow("--from FOLDER");
});

test("pictures in several files come as a folder of these alone", async () => {
  const [from, cache] = [newFolder(), newFolder()];
  const names = ["images", "labels"];
  for (const name of [...names, "README.md"]) writeFileSync(join(from, name), bytes);
  const dataset: PublishedDataset = {
    ...{ id: "x", name: "X", classes: null },
    images: names.map((name) => fileAt("http://127.0.0.1:1/", name)),
  };
  const folder = await publishedPictures(dataset, { from, cache }, said().say);
  expect(readdirSync(folder).sort()).toEqual(names);
});

const shared = join(import.meta.dirname, "../../../shared/data/cifar10n");
test.skipIf(!existsSync(shared))(
  "what is marked as verified is what lies beside the project (skipped without ../shared)",
  async () => {
    const files = publishedDatasets.flatMap(({ images, labels, answers }) => [
      ...images,
      ...(labels ? [labels.file] : []),
      ...(answers ? [answers.file] : []),
    ]);
    const verified = files.filter((file) => file.verified);
    expect(verified.map(({ name }) => name)).toEqual(["CIFAR-10_human.pt"]);
    for (const file of verified) await publishedFile(file, { from: shared, cache: shared }, said().say);
  },
);
