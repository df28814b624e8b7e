import { z } from "zod";
import type { FileSet } from "#lib/formats/files/file-set.ts";
import { beginsTar, openTar } from "#lib/formats/files/tar.ts";
import type { LabelRow } from "#lib/formats/label-table.ts";
import { containers, type ImageFormat } from "#lib/formats/images/format.ts";
import { splitOfName } from "#lib/formats/images/numbered.ts";
import { maxFiles } from "#lib/formats/image-source.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";

const pictureEnd = /^(?:.+\.)?(jpe?g|png|webp)$/i;
/** Files beside a picture that say its class, the best first. */
const sidecars = ["json", "cls", "cls.txt"] as const;
type Sidecar = (typeof sidecars)[number];
/** Longest of them, bytes. */
const longestSidecar = 1024 ** 2;

/** What the JSON of a sample may say of its class: Tandem's own export says gold. */
const sampleJson = z.object({
  gold: z.string().nullish(),
  label: z.union([z.string(), z.int()]).nullish(),
  cls: z.union([z.string(), z.int()]).nullish(),
});

type Sample = { shard: FileSet; split: string; picture: string; beside: Partial<Record<Sidecar, string>> };

/**
 * WebDataset: tar shards in which files with one name up to the first dot are a sample, such as 0001.jpg, 0001.cls
 * (its class by number or name) and 0001.json. A tar that holds nothing but pictures is one of pictures.
 */
export const webdataset: ImageFormat = {
  id: "webdataset",
  name: "WebDataset (tar shards)",
  async open(files) {
    const shards = await shardsIn(files);
    const samples = new Map<string, Sample>();
    const problems: { file: string; reason: string }[] = [...files.problems];
    let labelled = false;
    for (const { name, shard } of shards) {
      const found = samplesOf(shard);
      for (const [key, { picture, beside }] of found) {
        labelled ||= Object.keys(beside).length > 0;
        if (picture === null) {
          problems.push({ file: key, reason: "The sample has no picture." });
          continue;
        }
        const own = samples.has(picture) ? `${name}/${picture}` : picture;
        samples.set(own, { shard, split: splitOfName(name) ?? "", picture, beside });
        if (samples.size > maxFiles)
          throw new FormatError(`The shards hold more than ${counted(maxFiles)} pictures.`);
      }
    }
    if (shards.length === 0 || (!labelled && files.kind === "tar")) return null;
    const names = [...samples.keys()];
    const sampleOf = (name: string) => {
      const sample = samples.get(name);
      if (!sample) throw new FormatError(`There is no picture ${quote(name)} in the shards.`);
      return sample;
    };
    return {
      names,
      own: { classes: null, rows: () => rowsOf(names, sampleOf) },
      problems,
      skipped: [...files.skipped],
      async read(name) {
        const { shard, picture } = sampleOf(name);
        return shard.read(picture);
      },
      close: () => files.close(),
    };
  },
};

async function shardsIn(files: FileSet): Promise<{ name: string; shard: FileSet }[]> {
  if (files.kind === "tar") return [{ name: "", shard: files }];
  const shards: { name: string; shard: FileSet }[] = [];
  for (const name of containers(files))
    if (/\.tar(\.gz)?$|\.tgz$/i.test(name) && beginsTar(await files.head(name)))
      shards.push({ name, shard: await openTar(await files.open(name)) });
  return shards;
}

/** Files by what their names have in common up to the first dot. */
function samplesOf({ names }: FileSet): Map<string, { picture: string | null; beside: Sample["beside"] }> {
  const samples = new Map<string, { picture: string | null; beside: Sample["beside"] }>();
  for (const name of names) {
    const dot = name.indexOf(".", name.lastIndexOf("/") + 1);
    if (dot < 0) continue;
    const key = name.slice(0, dot);
    const end = name.slice(dot + 1);
    const sample = samples.get(key) ?? { picture: null, beside: {} };
    samples.set(key, sample);
    const sidecar = sidecars.find((each) => each === end.toLowerCase());
    if (sidecar) sample.beside[sidecar] = name;
    else if (pictureEnd.test(end)) sample.picture ??= name;
  }
  return samples;
}

async function* rowsOf(
  names: readonly string[],
  sampleOf: (name: string) => Sample,
): AsyncGenerator<LabelRow> {
  for (const file of names) {
    const sample = sampleOf(file);
    const row: LabelRow = { row: null, file, gold: "", humans: [], times: [], split: sample.split };
    try {
      row.gold = await classOf(sample);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      row.problem = error.message;
    }
    yield row;
  }
}

/** What is said of a sample's class; below 0 nothing is. */
async function classOf({ shard, beside }: Sample): Promise<string> {
  const text = async (name: string) => {
    const file = await shard.open(name);
    if (file.size > longestSidecar) throw new FormatError(`The file ${quote(name)} is larger than 1 MB.`);
    return (await file.read(0, file.size)).toString("utf8").trim();
  };
  const said = (value: string | number | null | undefined) => {
    const word = String(value ?? "").trim();
    return /^-\d+$/.test(word) ? "" : word;
  };
  const { json, cls = beside["cls.txt"] } = beside;
  if (json !== undefined) {
    const { gold, label, cls: inner } = parsed(json, await text(json));
    if (gold !== undefined) return said(gold);
    if (cls === undefined) return said(label ?? inner);
  }
  if (cls === undefined) return "";
  const word = await text(cls);
  if (word.length > 200 || word.includes("\n") || word.includes("\uFFFD"))
    throw new FormatError(`The file ${quote(cls)} does not hold a class.`);
  return said(word);
}

function parsed(name: string, text: string): z.output<typeof sampleJson> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FormatError(`The file ${quote(name)} is not JSON.`);
  }
  const known = sampleJson.safeParse(value);
  return known.success ? known.data : {};
}
