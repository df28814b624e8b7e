import { pack } from "tar-stream";
import type { DatasetSource, ExportedItem } from "#lib/formats/exports/dataset.ts";
import { type ExportFile, type ExportFormat, fileStem } from "#lib/formats/exports/format.ts";
import { itemJson } from "#lib/formats/exports/item-json.ts";
import { itemKey, pictureExtension } from "#lib/formats/exports/names.ts";

/** A shard is closed once it is so large, bytes. */
const shardBytes = 1e9;

/**
 * Tar shards as WebDataset reads them: of each item its picture, its class by the team's label as a number (-1 where
 * the team has none) and everything else as JSON, under one key.
 */
export const webdataset = (limit = shardBytes): ExportFormat => ({
  id: "webdataset",
  name: "WebDataset (tar shards)",
  about: "Tar files of a gigabyte to stream from, for webdataset and datasets.",
  extension: "tar",
  table: null,
  pictures: "*",
  *files({ facts, pages, picture }) {
    const items = (function* () {
      for (const page of pages) yield* page;
    })();
    let next = items.next();
    for (let shard = 0; shard === 0 || !next.done; shard++)
      yield {
        name: `${fileStem(facts)}-${String(shard).padStart(6, "0")}.tar`,
        mime: "application/x-tar",
        chunks: tar(async function* () {
          for (let bytes = 0; !next.done && bytes < limit; next = items.next())
            for (const file of await sample(next.value, facts.project.classes, picture)) {
              bytes += file.bytes.length + 1024; // heading and padding, about
              yield file;
            }
        }, facts.at),
      } satisfies ExportFile;
  },
});

type Sampled = { name: string; bytes: Uint8Array };

async function sample(
  item: ExportedItem,
  classes: readonly string[],
  picture: DatasetSource["picture"],
): Promise<Sampled[]> {
  const shown = await picture(item.sha256);
  const key = itemKey(item);
  const label = item.team.label === null ? -1 : classes.indexOf(item.team.label);
  return [
    { name: `${key}.${pictureExtension(shown)}`, bytes: shown.bytes },
    { name: `${key}.cls`, bytes: Buffer.from(String(label)) },
    { name: `${key}.json`, bytes: Buffer.from(itemJson(item)) },
  ];
}

async function* tar(files: () => AsyncIterable<Sampled>, at: number): AsyncGenerator<Uint8Array, void, void> {
  const packed = pack();
  const fill = async () => {
    for await (const { name, bytes } of files())
      await new Promise<void>((resolve, reject) => {
        packed.entry({ name, mtime: new Date(at) }, Buffer.from(bytes), (error) =>
          error ? reject(error) : resolve(),
        );
      });
    packed.finalize();
  };
  const filled = fill().catch((error: unknown) =>
    packed.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  for await (const chunk of packed) if (chunk instanceof Uint8Array) yield chunk;
  await filled;
}
