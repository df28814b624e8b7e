import { type CsvCell, csvRow } from "#lib/formats/csv-row.ts";

/** The loop at one look at it, as it leaves the house. Shares in [0, 1]; null where nobody knows. */
export type ExportedLook = {
  project: string;
  /** ms since 1970 UTC */
  at: number;
  /** people's answers in the queue that stood */
  answers: number;
  /** the machine's accuracy on items with gold */
  machine: number | null;
  /** the team's accuracy with its 95 % interval, what it is known from, and how many items or audited answers that was */
  team: { accuracy: number; low: number; high: number; by: "gold" | "audit"; n: number } | null;
  /** what was in force */
  run: string;
  policy: string;
  fit: number | null;
  eta: number;
};

/** A format that the loop's history is written in. */
export type HistoryWriter = {
  id: string;
  /** for people */
  name: string;
  mime: string;
  /** of the file name, without the dot */
  extension: string;
  /** before the first look */
  head: string;
  /** text for one look, with its line end */
  look(this: void, look: ExportedLook): string;
};

const columns: readonly (readonly [string, (look: ExportedLook) => CsvCell])[] = [
  ["project", (l) => l.project],
  ["at", (l) => new Date(l.at).toISOString()],
  ["answers", (l) => l.answers],
  ["machine_accuracy", (l) => l.machine],
  ["team_accuracy", (l) => l.team?.accuracy],
  ["team_low", (l) => l.team?.low],
  ["team_high", (l) => l.team?.high],
  ["measured_by", (l) => l.team?.by],
  ["measured_on", (l) => l.team?.n],
  ["run", (l) => l.run],
  ["policy", (l) => l.policy],
  ["fit", (l) => l.fit],
  ["eta", (l) => l.eta],
];

/** As the exports of a dataset are: CSV for spreadsheets, JSON lines with every text as it is. */
export const historyWriters: readonly HistoryWriter[] = [
  {
    ...{ id: "csv", name: "CSV, one row a look", mime: "text/csv; charset=utf-8", extension: "csv" },
    head: csvRow(columns.map(([name]) => name)),
    look: (look) => csvRow(columns.map(([, cell]) => cell(look))),
  },
  {
    ...{ id: "jsonl", name: "JSONL, one object a look", mime: "application/jsonl; charset=utf-8" },
    extension: "jsonl",
    head: "",
    look: (look) => `${JSON.stringify(look)}\n`,
  },
];

export const findHistoryWriter = (id: string): HistoryWriter | undefined =>
  historyWriters.find((writer) => writer.id === id);

/** All of it: a few hundred rows, since looks are rare. */
export const historyText = (writer: HistoryWriter, looks: readonly ExportedLook[]): string =>
  writer.head + looks.map((look) => writer.look(look)).join("");
