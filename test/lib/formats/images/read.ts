import { decodeImage } from "#lib/formats/image.ts";
import { openImages } from "#lib/formats/open-images.ts";
import { planImport } from "#lib/formats/plan.ts";

/** A dataset as it would be imported: of each picture what is said of it, and the colour of its first pixel. */
export async function readImages(path: string, classes: string[] | null = null) {
  const source = await openImages(path);
  try {
    const plan = await planImport(source, null, { classes, split: { kind: "none" } }, null);
    const pictures: [name: string, gold: string | null, split: string | null, colour: number[]][] = [];
    for (const { name, image, gold, split } of plan.items) {
      const { rgb, width } = await decodeImage(await source.read(image), 8);
      const exact = width === 8 ? rgb : (await decodeImage(await source.read(image), width)).rgb;
      pictures.push([
        name,
        gold === null ? null : (plan.classes[gold] ?? null),
        split,
        [...exact.subarray(0, 3)],
      ]);
    }
    return { classes: plan.classes, pictures, problems: plan.problems };
  } finally {
    await source.close();
  }
}
