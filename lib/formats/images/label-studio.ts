import { sortClasses } from "#lib/formats/classes.ts";
import type { FileSet } from "#lib/formats/files/file-set.ts";
import { readSmall, streamOf } from "#lib/formats/files/random-file.ts";
import { type Described, describedPictures, descriptions } from "#lib/formats/images/described.ts";
import type { ImageFormat } from "#lib/formats/images/format.ts";
import { jsonElements } from "#lib/formats/json-elements.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { firstOf, jsonTables } from "#lib/formats/tables/json.ts";
import { labelStudio, taskPicture } from "#lib/formats/tables/label-studio.ts";

/** Longest labelling interface that is read, bytes. */
const longestInterface = 4 * 1024 ** 2;

/**
 * Label Studio's tasks with the pictures beside them, as Tandem exports them. Gold is what the tasks call so; what
 * people said comes in as a table.
 */
export const labelStudioPictures: ImageFormat = {
  id: "labelstudio",
  name: "Label Studio (pictures with their tasks)",
  async open(files) {
    const found = new Map<string, Described[]>();
    const words = new Set<string>();
    for (const name of descriptions(files)) {
      if (!jsonTables.begins(await files.head(name))) continue;
      const file = await files.open(name);
      const entries = () => jsonElements(name, () => streamOf(file));
      if (!labelStudio.fits(await firstOf(entries()).catch(notJson))) continue;
      const described: Described[] = [];
      for await (const { index, value } of entries()) {
        const said = taskPicture(value);
        if (typeof said === "string")
          described.push({ picture: "", item: `task ${index + 1}`, gold: "", split: "", problem: said });
        else {
          const { choices, ...task } = said;
          for (const word of [task.gold, ...choices]) if (word !== "") words.add(word);
          described.push(task);
        }
      }
      found.set(name, described);
    }
    if (found.size === 0) return null;
    const interfaceFile = files.names.find((name) => /(^|\/)interface\.xml$/.test(name));
    if (interfaceFile !== undefined) found.set(interfaceFile, []);
    return describedPictures(files, found, (await inInterface(files, interfaceFile)) ?? sortClasses(words));
  },
};

/** Any other file beside pictures is a problem of its own. */
function notJson(error: unknown): undefined {
  if (!(error instanceof FormatError)) throw error;
}

/** Classes in their order, from the labelling interface that Tandem writes beside the tasks; null where there is none. */
async function inInterface(files: FileSet, name: string | undefined): Promise<string[] | null> {
  if (name === undefined) return null;
  const text = (await readSmall(await files.open(name), longestInterface)).toString("utf8");
  const classes = [...text.matchAll(/<Choice value="([^"]*)"/g)].map(([, value = ""]) => plain(value));
  return classes.length > 0 ? classes : null;
}

const plain = (text: string): string =>
  text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
