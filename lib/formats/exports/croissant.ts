import { type ColumnType, meaningOf } from "#lib/formats/exports/dictionary.ts";
import { datasetVersion, type WrittenExport, type WrittenFile } from "#lib/formats/exports/manifest.ts";
import { numbered } from "#lib/numbers.ts";

/** The context that the specification recommends: https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html */
const context = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  sc: "https://schema.org/",
  cr: "http://mlcommons.org/croissant/",
  rai: "http://mlcommons.org/croissant/RAI/",
  dct: "http://purl.org/dc/terms/",
  annotation: "cr:annotation",
  arrayShape: "cr:arrayShape",
  citeAs: "cr:citeAs",
  column: "cr:column",
  conformsTo: "dct:conformsTo",
  containedIn: "cr:containedIn",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  equivalentProperty: "cr:equivalentProperty",
  examples: { "@id": "cr:examples", "@type": "@json" },
  excludes: "cr:excludes",
  extract: "cr:extract",
  field: "cr:field",
  fileProperty: "cr:fileProperty",
  fileObject: "cr:fileObject",
  fileSet: "cr:fileSet",
  format: "cr:format",
  includes: "cr:includes",
  isArray: "cr:isArray",
  isLiveDataset: "cr:isLiveDataset",
  jsonPath: "cr:jsonPath",
  key: "cr:key",
  md5: "cr:md5",
  parentField: "cr:parentField",
  path: "cr:path",
  readLines: "cr:readLines",
  recordSet: "cr:recordSet",
  references: "cr:references",
  regex: "cr:regex",
  repeated: "cr:repeated",
  replace: "cr:replace",
  samplingRate: "cr:samplingRate",
  sdVersion: "cr:sdVersion",
  separator: "cr:separator",
  source: "cr:source",
  subField: "cr:subField",
  transform: "cr:transform",
  unArchive: "cr:unArchive",
  value: "cr:value",
};

/** An export as Croissant 1.1 (JSON-LD): its files with their hashes, and the columns of its table. */
export function croissant(written: WrittenExport): string {
  const { facts, files } = written;
  const { project, at, licence, address } = facts;
  const described =
    project.description ||
    `Pictures of ${numbered(project.classes.length, "class", "classes")}, labelled by people and a machine.`;
  const recordSets = [...recordSetOf(written), ...classSetOf(project)];
  return `${JSON.stringify(
    {
      "@context": context,
      "@type": "sc:Dataset",
      name: project.name || project.slug,
      alternateName: project.slug,
      description: `${described}${project.synthetic ? " The pictures are drawn by code." : ""}`,
      conformsTo: "http://mlcommons.org/croissant/1.1",
      license: licenceOf(licence),
      url: address,
      version: datasetVersion(facts),
      datePublished: new Date(at).toISOString(),
      creator: {
        "@type": "sc:Organization",
        name: `The people who labelled ${project.name || project.slug}`,
      },
      citeAs: `@misc{${project.slug}, title={${braced(project.name || project.slug)}}, year={${new Date(at).getUTCFullYear()}}, note={Version ${datasetVersion(facts)}, labelled with Tandem}, howpublished={${address}}}`,
      isLiveDataset: false,
      keywords: ["image classification", ...project.classes.slice(0, 20)],
      "rai:dataCollection": `Labels by people and a machine through Tandem ${facts.tandem}, policy ${facts.policy}.`,
      distribution: [...files.map(fileObject), ...insideOf(written)],
      ...(recordSets.length > 0 && { recordSet: recordSets }),
    },
    null,
    1,
  )}\n`;
}

/** Text that BibTeX takes as it is. */
const braced = (text: string): string => text.replace(/[{}\\]/g, "");

/** An address, an SPDX identifier as its address, or the words as somebody wrote them. */
function licenceOf(licence: string): string | object {
  if (/^https?:\/\//.test(licence)) return licence;
  if (/^[A-Za-z0-9][A-Za-z0-9.+-]*$/.test(licence)) return `https://spdx.org/licenses/${licence}`;
  return { "@type": "sc:CreativeWork", name: licence || "No licence was stated." };
}

const fileObject = ({ name, mime, bytes, sha256 }: WrittenFile) => ({
  "@type": "cr:FileObject",
  "@id": name,
  name,
  contentUrl: name,
  contentSize: `${bytes} B`,
  encodingFormat: mime.replace(/;.*/, ""),
  sha256,
});

/** What lies in archives: the table, and the pictures. */
function insideOf({ format: { table, pictures }, files }: WrittenExport): object[] {
  const containedIn = files.map(({ name }) => ({ "@id": name }));
  return [
    ...(table?.inside === undefined
      ? []
      : [
          {
            "@type": "cr:FileObject",
            "@id": table.inside,
            name: table.inside,
            contentUrl: table.inside,
            containedIn: containedIn[0],
            encodingFormat: "text/csv",
          },
        ]),
    ...(pictures === undefined
      ? []
      : [
          {
            "@type": "cr:FileSet",
            "@id": "pictures",
            name: "pictures",
            containedIn,
            encodingFormat: ["image/png", "image/jpeg", "image/webp"],
            includes: ["png", "jpg", "webp"].map((extension) => `${pictures}.${extension}`),
          },
        ]),
  ];
}

const dataTypes: Record<ColumnType, string> = {
  ...{ Text: "sc:Text", Integer: "sc:Integer", Float: "sc:Float" },
  ...{ Boolean: "sc:Boolean", DateTime: "sc:DateTime", ImageObject: "sc:ImageObject" },
};

function recordSetOf({ facts: { names }, format: { table }, files }: WrittenExport): object[] {
  const file = table?.inside ?? files[0]?.name;
  if (!table || file === undefined) return [];
  const field = (name: string) => {
    const { type, about } = meaningOf(table, name, names);
    const extract = table.kind === "jsonl" ? { jsonPath: `$.${name}` } : { column: name };
    return {
      "@type": "cr:Field",
      "@id": `rows/${name}`,
      name: `rows/${name}`,
      description: about,
      dataType: dataTypes[type],
      source: {
        fileObject: { "@id": file },
        extract,
        ...(table.kind === "parquet" && type === "ImageObject" && { transform: { jsonPath: "bytes" } }),
      },
    };
  };
  return [{ "@type": "cr:RecordSet", "@id": "rows", name: "rows", field: table.columns.map(field) }];
}

/** What is said of the classes, where anything is: categories with their records in place. */
function classSetOf({ classes, descriptions }: WrittenExport["facts"]["project"]): object[] {
  if (descriptions.every((text) => text === "")) return [];
  const field = (name: string, description: string) => ({
    "@type": "cr:Field",
    "@id": `classes/${name}`,
    name: `classes/${name}`,
    description,
    dataType: "sc:Text",
  });
  return [
    {
      "@type": "cr:RecordSet",
      "@id": "classes",
      name: "classes",
      dataType: "sc:Enumeration",
      key: { "@id": "classes/name" },
      field: [
        field("name", "The class, as the columns of labels name it."),
        field("description", "What the people who labelled were told of it; may be empty."),
      ],
      data: classes.map((name, label) => ({
        "classes/name": name,
        "classes/description": descriptions[label] ?? "",
      })),
    },
  ];
}
