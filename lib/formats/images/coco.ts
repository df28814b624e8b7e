import { streamOf } from "#lib/formats/files/random-file.ts";
import { type Described, describedPictures, descriptions } from "#lib/formats/images/described.ts";
import type { ImageFormat } from "#lib/formats/images/format.ts";
import { cocoCategories, cocoImages, cocoTables, severalCategories } from "#lib/formats/tables/coco.ts";

/**
 * COCO: pictures, and beside them files with the categories of what is seen in them. A picture whose annotations are
 * all of one category has it as gold; Tandem's own export says gold itself.
 */
export const cocoPictures: ImageFormat = {
  id: "coco",
  name: "COCO (pictures with their categories)",
  async open(files) {
    const found = new Map<string, Described[]>();
    const classes = new Set<string>();
    const begun: string[] = [];
    for (const name of descriptions(files)) if (cocoTables.begins(await files.head(name))) begun.push(name);
    // key points and captions of the same pictures come beside them
    const instances = begun.filter((name) => /(^|\/)instances[^/]*$/.test(name));
    for (const name of instances.length > 0 ? instances : begun) {
      const file = await files.open(name);
      const from = () => streamOf(file);
      const categories = await cocoCategories(name, from);
      if (categories.size === 0) continue;
      for (const word of categories.values()) classes.add(word);
      const entries: Described[] = [];
      for await (const { file: picture, original, label, gold, split } of cocoImages(
        name,
        from,
        categories,
      )) {
        const said: Described = {
          picture,
          item: original,
          gold: (gold === undefined ? label : gold) ?? "",
          split,
        };
        if (label === null && gold === undefined) said.problem = severalCategories;
        entries.push(said);
      }
      found.set(name, entries);
    }
    return describedPictures(files, found, [...classes]);
  },
};
