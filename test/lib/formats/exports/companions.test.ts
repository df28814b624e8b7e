import { describe, expect, test } from "vitest";
import { z } from "zod";
import { croissant } from "#lib/formats/exports/croissant.ts";
import { dataCard } from "#lib/formats/exports/data-card.ts";
import { dictionary } from "#lib/formats/exports/dictionary.ts";
import { exportFormats } from "#lib/formats/exports/index.ts";
import { interfaceOf } from "#lib/formats/exports/label-studio.ts";
import { manifest, type WrittenExport } from "#lib/formats/exports/manifest.ts";
import { tallied } from "#lib/formats/exports/tally.ts";
import type { ExportFacts } from "#lib/formats/exports/dataset.ts";
import { classes, facts, item, judgment } from "./items.ts";

const run: NonNullable<ExportFacts["run"]> = {
  ...{ number: 7, name: "net|1", method: "CE", backbone: "quick", labels: "people", trainItems: 1200 },
  ...{ preTrained: null, elsewhere: false, tandem: "0.2.0" },
};

function writtenIn(format: (typeof exportFormats)[number], given: Partial<ExportFacts> = {}): WrittenExport {
  const items = [item(), item({ ordinal: 1, split: null, gold: null, judgments: [judgment()] })];
  const { pages, tally } = tallied([items], classes);
  for (const page of pages) expect(page).toHaveLength(2);
  const file = {
    name: `pets.${format.extension}`,
    mime: "text/csv; charset=utf-8",
    bytes: 12,
    sha256: "a".repeat(64),
  };
  return { facts: facts({ run, ...given }), format, tally, files: [file] };
}

/*
 * Croissant 1.1 as its specification says it (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html): what
 * a dataset, its resources and its records have to have, and that what they refer to is there.
 */
const id = z.object({ "@id": z.string() });
const ids = z.union([id, z.array(id)]).transform((value) => [value].flat());
const resource = z.discriminatedUnion("@type", [
  z.strictObject({
    "@type": z.literal("cr:FileObject"),
    ...{ "@id": z.string(), name: z.string(), contentUrl: z.string(), encodingFormat: z.string() },
    contentSize: z
      .string()
      .regex(/^\d+ B$/)
      .optional(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    containedIn: ids.optional(),
  }),
  z.strictObject({
    "@type": z.literal("cr:FileSet"),
    ...{ "@id": z.string(), name: z.string(), includes: z.array(z.string()) },
    ...{ encodingFormat: z.array(z.string()), containedIn: ids },
  }),
]);
const extract = z.union([z.strictObject({ column: z.string() }), z.strictObject({ jsonPath: z.string() })]);
const dataset = z.looseObject({
  "@context": z.looseObject({
    conformsTo: z.literal("dct:conformsTo"),
    cr: z.literal("http://mlcommons.org/croissant/"),
  }),
  "@type": z.literal("sc:Dataset"),
  conformsTo: z.literal("http://mlcommons.org/croissant/1.1"),
  ...{
    name: z.string().min(1),
    description: z.string().min(1),
    url: z.string().refine((url) => URL.canParse(url)),
  },
  license: z.union([z.url(), z.object({ "@type": z.literal("sc:CreativeWork"), name: z.string().min(1) })]),
  creator: z.object({ "@type": z.literal("sc:Organization"), name: z.string().min(1) }),
  datePublished: z.iso.datetime(),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  distribution: z.array(resource).min(1),
  recordSet: z
    .array(
      z.strictObject({
        ...{ "@type": z.literal("cr:RecordSet"), "@id": z.string(), name: z.string() },
        field: z.array(
          z.strictObject({
            ...{
              "@type": z.literal("cr:Field"),
              "@id": z.string(),
              name: z.string(),
              description: z.string().min(1),
            },
            dataType: z.enum([
              "sc:Text",
              "sc:Integer",
              "sc:Float",
              "sc:Boolean",
              "sc:DateTime",
              "sc:ImageObject",
            ]),
            source: z.strictObject({
              fileObject: id,
              extract,
              transform: z.strictObject({ jsonPath: z.string() }).optional(),
            }),
          }),
        ),
      }),
    )
    .optional(),
});

describe.each(exportFormats.map((format) => [format.id, format] as const))("%s", (_, format) => {
  test("Croissant: what the specification requires is there, and what is referred to", () => {
    for (const given of [
      {},
      { licence: "" },
      { licence: "https://example.org/licence", address: "urn:tandem:project:p" },
    ]) {
      const { distribution, recordSet = [] } = dataset.parse(JSON.parse(croissant(writtenIn(format, given))));
      const known = new Set(distribution.map((each) => each["@id"]));
      expect(known.size).toBe(distribution.length);
      const outermost = distribution.filter((each) => each.containedIn === undefined);
      for (const each of outermost) expect(each).toHaveProperty("sha256");
      const referred = [
        ...distribution.flatMap(({ containedIn = [] }) => containedIn),
        ...recordSet.flatMap(({ field }) => field.map(({ source }) => source.fileObject)),
      ];
      for (const each of referred) expect(known).toContain(each["@id"]);
      const fields = recordSet.flatMap(({ field }) => field.map((each) => each["@id"]));
      expect(new Set(fields).size).toBe(fields.length);
      expect(fields.length).toBe(format.table?.columns.length ?? 0);
    }
  });

  test("the card describes every column, names every file with its hash, and what is in it", () => {
    const card = dataCard(writtenIn(format));
    for (const column of format.table?.columns ?? []) expect(card).toContain(`| \`${column}\` |`);
    for (const said of ["a".repeat(64), "net\\|1", "1,200", "| Items | 2 ("]) expect(card).toContain(said);
  });
});

test("a card says pre-trained, from elsewhere, drawn by code, and what an accuracy is known from", () => {
  const [format] = exportFormats;
  if (!format) throw new Error("no format");
  const card = (given: Partial<ExportFacts>) => dataCard(writtenIn(format, given));
  expect(card({ run: { ...run, preTrained: "DINOv2" } })).toContain("**pre-trained**");
  expect(card({ run: { ...run, elsewhere: true } })).toContain("**from elsewhere**");
  expect(card({ project: { ...facts().project, synthetic: true } })).toContain(
    "**The pictures are drawn by code.**",
  );
  expect(card({})).toContain("Not measured");
  const team = { value: 0.9, low: 0.85, high: 0.93, by: "audit", n: 321 } as const;
  const known = card({ known: { at: 5, machine: 0.7, team } });
  for (const said of ["90.0 %", "321 answers", "70.0 %"]) expect(known.replaceAll(" ", " ")).toContain(said);
  expect(card({ known: { at: 5, machine: null, team: null } })).toContain("**not known**");
  const said = JSON.parse(manifest(writtenIn(format, { known: { at: 5, machine: 0.7, team } }))) as object;
  expect(said).toMatchObject({
    run,
    policy: "P+L",
    eta: 0.5,
    counts: { items: 2, withGold: 1 },
    known: { team },
  });
});

test("classes that are described are in the card, in Croissant as categories, and as hints in Label Studio", () => {
  const [format] = exportFormats;
  if (!format) throw new Error("no format");
  const bare = croissant(writtenIn(format));
  expect(bare).not.toContain("sc:Enumeration");
  expect(dataCard(writtenIn(format))).not.toContain("## Classes");

  const descriptions = ["", 'Barks | "woof" & <runs>', "Sings"];
  const project = { ...facts().project, descriptions };
  const card = dataCard(writtenIn(format, { project }));
  expect(card).toContain('| dog | Barks \\| "woof" & \\<runs\\> |');
  expect(card).not.toContain("| cat |  |");
  const { recordSet } = z
    .looseObject({ recordSet: z.array(z.looseObject({ "@id": z.string() })) })
    .parse(JSON.parse(croissant(writtenIn(format, { project }))));
  const set = recordSet.find((each) => each["@id"] === "classes");
  expect(set).toMatchObject({ dataType: "sc:Enumeration", key: { "@id": "classes/name" } });
  expect(set?.data).toEqual(
    classes.map((name, k) => ({ "classes/name": name, "classes/description": descriptions[k] })),
  );
  expect(interfaceOf(project)).toContain(
    '<Choice value="dog" hint="Barks | &quot;woof&quot; &amp; &lt;runs>"/>',
  );
  expect(interfaceOf(project)).toContain('<Choice value="cat"/>');
});

test("who said it is called in every place as people are in this export", () => {
  const format = exportFormats.find(({ id }) => id === "crowd");
  if (!format) throw new Error("no format");
  for (const names of [false, true])
    for (const text of [dataCard, croissant].map((companion) => companion(writtenIn(format, { names }))))
      expect(text.includes("person-1")).toBe(!names);
});

test("every word of the dictionary is a column of some format", () => {
  const used = new Set(exportFormats.flatMap(({ table }) => table?.columns ?? []));
  expect(Object.keys(dictionary).filter((name) => !used.has(name))).toEqual([]);
});
