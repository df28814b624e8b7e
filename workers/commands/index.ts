/** `npm run tandem -- COMMAND`: every command of the command line, each loaded only when it is called. */
import { existsSync } from "node:fs";
import { diskSentence } from "#lib/disk-sentence.ts";
import { Expected } from "#lib/expected.ts";
import { keepToOneself } from "#db/data-dir.ts";
import { helpText, readArguments, table } from "./arguments.ts";
import { type Command, Stop } from "./command.ts";

type Entry = { name: string; summary: string; load: () => Promise<{ command: Command }> };

const commands: readonly Entry[] = [
  { name: "start", summary: "run Tandem: pages and worker together", load: () => import("./start.ts") },
  { name: "worker", summary: "run another worker", load: () => import("./worker.ts") },
  { name: "job", summary: "do a job folder, on whatever machine", load: () => import("./job.ts") },
  { name: "import", summary: "bring images and labels into a project", load: () => import("./import.ts") },
  { name: "labels", summary: "add counts of labels, or one answer a row", load: () => import("./labels.ts") },
  {
    name: "predictions",
    summary: "add a machine whose predictions were made elsewhere",
    load: () => import("./predictions.ts"),
  },
  {
    name: "features",
    summary: "learn from what a pre-trained encoder sees in the pictures",
    load: () => import("./features.ts"),
  },
  { name: "train", summary: "train a model on a project's labels", load: () => import("./train.ts") },
  { name: "panel", summary: "train many methods and compare them", load: () => import("./panel.ts") },
  { name: "policy", summary: "how machine and people make a team", load: () => import("./policy.ts") },
  {
    name: "learning",
    summary: "when the machine learns again from people",
    load: () => import("./learning.ts"),
  },
  { name: "model", summary: "write a run as an ONNX file", load: () => import("./model.ts") },
  { name: "export", summary: "write items, judgments and team answers", load: () => import("./export.ts") },
  { name: "history", summary: "write how machine and team did", load: () => import("./history.ts") },
  { name: "study", summary: "compare people and machines in a report", load: () => import("./study.ts") },
  { name: "user", summary: "add a person or set a new password", load: () => import("./user.ts") },
  { name: "token", summary: "access tokens of the API", load: () => import("./token.ts") },
  {
    name: "backup",
    summary: "copy database and images while people work",
    load: () => import("./backup.ts"),
  },
  { name: "restore", summary: "verify a backup and bring it back", load: () => import("./restore.ts") },
  {
    name: "packs",
    summary: "keep pictures in a bucket, or on the disk",
    load: () => import("./packs.ts"),
  },
  {
    name: "storage",
    summary: "what takes room, and how long weights are kept",
    load: () => import("./storage.ts"),
  },
  {
    name: "doctor",
    summary: "what this machine computes with, and how fast",
    load: () => import("./doctor.ts"),
  },
  { name: "make-demo", summary: "make the demo project", load: () => import("./make-demo.ts") },
];

const overview = `npm run tandem -- COMMAND [flags]

${table(commands.map(({ name, summary }) => [name, summary] as const))}

Each has a script of its own (npm run import -- …), and each explains itself with --help.
`;

/** Run the command that the first argument names. A failure is one sentence and exit code 1. */
export async function main([name = "--help", ...args]: readonly string[]): Promise<void> {
  keepToOneself();
  if (name === "--help") return console.log(overview);
  const entry = commands.find((known) => known.name === name);
  try {
    if (!entry) throw new Stop(`There is no command “${name}”; npm run tandem -- --help lists them.`);
    if (existsSync(".env")) process.loadEnvFile(".env");
    const rest = withoutData(args);
    const { command } = await entry.load();
    if (rest.includes("--help")) return console.log(helpText(name, command));
    await command.run(readArguments(command, rest));
  } catch (error) {
    process.exitCode = 1;
    console.error(error instanceof Expected ? error.message : (diskSentence(error) ?? error));
  }
}

/** --data, which every command has, stands for $TANDEM_DATA: child processes see it too. */
function withoutData(args: readonly string[]): string[] {
  const rest = [...args];
  const at = rest.findIndex((arg) => arg === "--data" || arg.startsWith("--data="));
  if (at < 0) return rest;
  const inline = rest[at]?.startsWith("--data=") ? rest[at].slice("--data=".length) : null;
  const [, next] = rest.splice(at, inline === null ? 2 : 1);
  const folder = inline ?? next;
  if (!folder) throw new Stop("--data wants a folder.");
  process.env.TANDEM_DATA = folder;
  return rest;
}
