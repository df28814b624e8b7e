import type { DatasetSource, ExportedItem, ExportedPicture } from "#lib/formats/exports/dataset.ts";
import { type ExportFormat, onlyFile, utf8 } from "#lib/formats/exports/format.ts";
import { pictureName } from "#lib/formats/exports/names.ts";
import { openShelf } from "#lib/formats/exports/shelf.ts";
import { inPieces, type ZipEntry, zipped } from "#lib/formats/exports/zip.ts";
import { standing } from "#lib/formats/exports/standing.ts";

/**
 * Label Studio: tasks with one annotation a person's or column's answer and the machine's prediction, and the
 * labelling interface that they belong to. Pictures lie beside them, addressed as its local file storage does.
 */
export const labelStudio: ExportFormat = {
  id: "labelstudio",
  name: "Label Studio (zip)",
  about: "tasks.json with annotations and predictions, the interface, and images/ for its local storage.",
  extension: "zip",
  table: null,
  pictures: "images/*",
  *files(source) {
    yield onlyFile(source.facts, labelStudio, "application/zip", zipped(entries(source), source.facts.at));
  },
};

async function* entries({ facts, pages, picture }: DatasetSource): AsyncGenerator<ZipEntry, void, void> {
  const tasks = openShelf();
  const workers = new Map<string, number>();
  let many = 0;
  for (const page of pages)
    for (const item of page) {
      const shown = await picture(item.sha256);
      const name = `images/${pictureName(item, shown)}`;
      tasks.put(`${many++ === 0 ? "[" : ",\n"}${JSON.stringify(task(item, shown, name, workers))}`);
      yield { name, input: shown.bytes };
    }
  yield {
    name: "tasks.json",
    input: inPieces(
      (function* () {
        if (many === 0) yield* utf8(["["]);
        yield* tasks.take();
        yield* utf8(["]\n"]);
      })(),
    ),
  };
  yield { name: "interface.xml", input: Buffer.from(interfaceOf(facts.project)) };
}

function task(
  item: ExportedItem,
  { width, height }: ExportedPicture,
  name: string,
  workers: Map<string, number>,
) {
  const id = item.ordinal + 1;
  const choice = (label: string) => ({
    ...{ from_name: "label", to_name: "image", type: "choices" },
    ...{ original_width: width, original_height: height, image_rotation: 0 },
    value: { choices: [label] },
  });
  const annotations = standing(item).map((said, i) => ({
    id: id * 1000 + i,
    completed_by: numberOf(workers, said.rater),
    created_at: new Date(said.receivedAt).toISOString(),
    lead_time: said.responseMs === null ? null : said.responseMs / 1000,
    ground_truth: false,
    was_cancelled: false,
    result: said.label === null ? [] : [choice(said.label)],
  }));
  const label = item.machine?.label;
  const predictions =
    item.machine && label
      ? [{ model_version: item.machine.run, score: item.machine.confidence, result: [choice(label)] }]
      : [];
  const { ordinal, sha256, split, gold } = item;
  return {
    id,
    data: { image: `/data/local-files/?d=${encodeURIComponent(name)}` },
    meta: {
      ...{ item: item.item, ordinal, sha256, split, gold, team_label: item.team.label },
      workers: [...new Set(standing(item).map(({ rater }) => rater))],
    },
    annotations,
    predictions,
  };
}

/** Label Studio knows people by numbers. */
function numberOf(workers: Map<string, number>, worker: string): number {
  const number = workers.get(worker) ?? workers.size + 1;
  workers.set(worker, number);
  return number;
}

const escaped = (text: string): string =>
  text
    .replace(/[\p{Cc}]/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;");

/** Shown where the mouse rests on a choice. */
const hint = (text: string | undefined): string => (text ? ` hint="${escaped(text)}"` : "");

/** The labelling interface: a choice for each class. */
export const interfaceOf = ({ classes, descriptions }: DatasetSource["facts"]["project"]): string => `<View>
  <Image name="image" value="$image"/>
  <Choices name="label" toName="image" choice="single">
${classes.map((name, label) => `    <Choice value="${escaped(name)}"${hint(descriptions[label])}/>`).join("\n")}
  </Choices>
</View>
`;
