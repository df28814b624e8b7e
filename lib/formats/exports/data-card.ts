import { meaningOf } from "#lib/formats/exports/dictionary.ts";
import { datasetVersion, type WrittenExport } from "#lib/formats/exports/manifest.ts";
import { counted, numbered, percent } from "#lib/numbers.ts";

/** Text that stands in a table or heading of Markdown as it is. */
const plain = (text: string): string => text.replace(/[\\`*_[\]<>|#]/g, "\\$&").replace(/\s+/g, " ");
const list = (counts: Record<string, number>, name: (key: string) => string = plain): string =>
  Object.entries(counts)
    .map(([key, n]) => `${name(key)} ${counted(n)}`)
    .join(", ") || "none";

/**
 * A data card in Markdown: what is in an export, how its labels were made and what they are worth, what every column
 * means. Its first lines are what Hugging Face reads of a README.
 */
export function dataCard(written: WrittenExport): string {
  const { facts, format, tally, files } = written;
  const { project, licence, names, selection } = facts;
  const title = project.name || project.slug;
  return `${heading(written)}# ${plain(title)}

${project.description ? `${plain(project.description)}\n\n` : ""}${
    project.synthetic ? "**The pictures are drawn by code.**\n\n" : ""
  }| | |
| --- | --- |
| Items | ${counted(tally.items)} (${list(tally.splits, (split) => split || "no split")}) |
| Classes | ${project.classes.length}: ${project.classes.slice(0, 50).map(plain).join(", ")}${project.classes.length > 50 ? ", …" : ""} |
| Labelled | ${counted(tally.items - tally.unlabelled)} by the team; ${counted(tally.withGold)} ${tally.withGold === 1 ? "has" : "have"} gold |
| Answers | ${counted(tally.answers)}, of which ${counted(tally.current)} ${tally.current === 1 ? "stands" : "stand"} |
| Version | ${datasetVersion(facts)}, of ${new Date(facts.at).toISOString()} |
| Licence | ${licence === "" ? "none was stated: ask whoever gave you this before you pass it on" : plain(licence)} |
| Selection | ${
    selection === null
      ? "all items that are not set aside"
      : "filter" in selection
        ? `items that fit the filter \`${selection.filter.replaceAll("`", "") || "none"}\``
        : numbered(selection.chosen, "chosen item")
  } |
| People | ${names ? "by their sign-in names" : "numbered, the same number for a person throughout"} |
| Format | ${format.name}: ${format.about} |
| Made by | Tandem ${plain(facts.tandem)} |

${classes(project)}## How the labels were made

${howMade(written)}

## What they are worth

${worth(written)}

## Items by the team’s label

${
  tally.items === 0
    ? "None."
    : table(
        ["Class", "Items"],
        [...Object.entries(tally.labels), ["(none)", tally.unlabelled] as const].map(([name, n]) => [
          plain(name),
          counted(n),
        ]),
      )
}

## Columns

${
  format.table === null
    ? "This format has none of its own: see its tool’s documentation."
    : table(
        ["Column", "Type", "Meaning"],
        format.table.columns.map((name) => {
          const { type, about } = meaningOf(format.table ?? {}, name, names);
          return [`\`${name}\``, type, plain(about)];
        }),
      )
}

Times are UTC, durations ms, probabilities and shares between 0 and 1. In CSV, a text that a spreadsheet could take for a formula (it begins with = + - @) has an apostrophe in front. Pictures are as they were imported, with the metadata that they carried.

## Files

${table(
  ["File", "Bytes", "SHA-256"],
  files.map(({ name, bytes, sha256 }) => [`\`${name}\``, counted(bytes), `\`${sha256}\``]),
)}

The same, and what was in force, stands in manifest.json for programs; croissant.json says it in Croissant 1.1.
`;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** YAML that the Hub reads; JSON is YAML, and quotes every text. */
function heading({ facts: { licence, project }, format, tally, files }: WrittenExport): string {
  const sizes = [1e3, 1e4, 1e5, 1e6, 1e7];
  const named = ["1K", "10K", "100K", "1M", "10M"];
  const at = sizes.findIndex((size) => tally.items < size);
  const size = at === 0 ? "n<1K" : at < 0 ? "10M<n<100M" : `${named[at - 1]}<n<${named[at]}`;
  const lines = [
    `pretty_name: ${JSON.stringify(project.name || project.slug)}`,
    ...(/^[A-Za-z0-9][A-Za-z0-9.+-]*$/.test(licence) ? [`license: ${licence.toLowerCase()}`] : []),
    "task_categories: [image-classification]",
    `size_categories: [${JSON.stringify(size)}]`,
    ...(format.id === "parquet" && files[0]
      ? [`configs: [{config_name: default, data_files: ${JSON.stringify(files[0].name)}}]`]
      : []),
  ];
  return `---\n${lines.join("\n")}\n---\n\n`;
}

/** Where something is said of a class. */
function classes({ classes, descriptions }: WrittenExport["facts"]["project"]): string {
  const described = classes.flatMap((name, label) =>
    descriptions[label] ? [[plain(name), plain(descriptions[label])]] : [],
  );
  return described.length === 0 ? "" : `## Classes\n\n${table(["Class", "Description"], described)}\n\n`;
}

function howMade({ facts, tally }: WrittenExport): string {
  const { run, fit, asked, policy, eta } = facts;
  const machine =
    run === null
      ? "No machine takes part."
      : run.elsewhere
        ? `The machine is “${plain(run.name)}” (run ${run.number}), **from elsewhere**: its predictions were imported, and nobody here knows how they were made.`
        : `The machine is “${plain(run.name)}” (run ${run.number}): ${plain(run.method)}, ${plain(run.backbone)}, trained on ${run.trainItems === null ? "" : `${numbered(run.trainItems, "picture")} with `}the labels of ${plain(run.labels)}${run.tandem === null ? "" : ` by Tandem ${plain(run.tandem)}`}.${
            run.preTrained === null
              ? ""
              : ` It is **pre-trained**: it learnt from features of ${plain(run.preTrained)}, which has seen other pictures, and whose own licence holds for it, too.`
          }`;
  return `${machine}

The team’s label follows the policy “${plain(policy)}”${fit === null ? "" : `, fitted (number ${fit.number}, ${new Date(fit.at).toISOString()}) on ${numbered(fit.answers, "answer")} of people, ${numbered(fit.imported, "imported label")} and ${numbered(fit.gold, "item")} with gold`}. People are asked while its score is at most η = ${eta}, ${asked.overlap === 1 ? "one person an item" : `up to ${asked.overlap} people an item`}${asked.auditRate > 0 ? `; a random ${percent(asked.auditRate, 1)} of what the machine keeps is checked by people, too` : ""}.

Whose word the team’s labels are: ${list(tally.sources)}. Raters: ${list(tally.raters)}. Reviews decided on ${numbered(tally.reviewed, "item")}.`;
}

function worth({ facts: { known } }: WrittenExport): string {
  if (known === null) return "Not measured: nobody has looked at this project yet, or no machine routes it.";
  const { machine, team, at } = known;
  const share = (value: number) => percent(value, 1);
  const says =
    team === null
      ? "The team’s accuracy is **not known**: too few items have gold, and too few answers come from the audit."
      : `The team is right on **${share(team.value)}** (95 % interval ${share(team.low)} to ${share(team.high)}), known from ${
          team.by === "gold"
            ? `${numbered(team.n, "item")} with gold`
            : `${numbered(team.n, "answer")} of people who checked at random, taken as right`
        }.`;
  return `${says}${machine === null ? "" : ` The machine alone is right on ${share(machine)} of the items with gold that it did not learn from.`} As of ${new Date(at).toISOString()}, of the whole project. Labels of single items may be wrong all the same.`;
}
