import type { DatasetSource } from "#lib/formats/exports/dataset.ts";
import { type ExportFormat, onlyFile, utf8 } from "#lib/formats/exports/format.ts";
import { pictureName } from "#lib/formats/exports/names.ts";
import { openShelf } from "#lib/formats/exports/shelf.ts";
import { inPieces, type ZipEntry, zipped } from "#lib/formats/exports/zip.ts";

/**
 * COCO: pictures, and one annotation a picture with the team's label, whose box is the whole picture; gold and how
 * sure the team is stand beside it. Categories are numbered from 1, as tools expect.
 */
export const coco: ExportFormat = {
  id: "coco",
  name: "COCO (zip)",
  about:
    "images/ and annotations/instances.json, one box over the whole picture, for pycocotools and FiftyOne.",
  extension: "zip",
  table: null,
  pictures: "images/*",
  *files(source) {
    yield onlyFile(source.facts, coco, "application/zip", zipped(entries(source), source.facts.at));
  },
};

async function* entries({ facts, pages, picture }: DatasetSource): AsyncGenerator<ZipEntry, void, void> {
  const { classes } = facts.project;
  const numbers = new Map(classes.map((name, i) => [name, i + 1]));
  const [images, annotations] = [openShelf(), openShelf()];
  let [many, labelled] = [0, 0];
  for (const page of pages)
    for (const item of page) {
      const shown = await picture(item.sha256);
      const { width, height } = shown;
      const name = pictureName(item, shown);
      const id = item.ordinal + 1;
      const split = item.split === null ? {} : { split: item.split };
      const own = { original_name: item.item, gold: item.gold, ...split };
      const image = { id, file_name: `images/${name}`, width, height, ...own };
      images.put(`${many++ === 0 ? "" : ",\n"}${JSON.stringify(image)}`);
      const category = numbers.get(item.team.label ?? "");
      if (category !== undefined) {
        const { source, belief } = item.team;
        const box = { bbox: [0, 0, width, height], area: width * height, segmentation: [], iscrowd: 0 };
        const attributes = { source, belief, gold: item.gold };
        const annotation = { id, image_id: id, category_id: category, ...box, attributes };
        annotations.put(`${labelled++ === 0 ? "" : ",\n"}${JSON.stringify(annotation)}`);
      }
      yield { name: `images/${name}`, input: shown.bytes };
    }
  const categories = classes.map((name, i) => ({ id: i + 1, name }));
  const info = {
    description: facts.project.name,
    version: facts.tandem,
    date_created: new Date(facts.at).toISOString(),
  };
  const licenses = facts.licence === "" ? [] : [{ id: 1, name: facts.licence, url: "" }];
  const head = JSON.stringify({ info, licenses, categories }).slice(0, -1);
  yield {
    name: "annotations/instances.json",
    input: inPieces(
      (function* () {
        yield* utf8([`${head},"images":[`]);
        yield* images.take();
        yield* utf8([`],"annotations":[`]);
        yield* annotations.take();
        yield* utf8(["]}\n"]);
      })(),
    ),
  };
}
