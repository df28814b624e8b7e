import { z } from "zod";
import { peopleSentences } from "./people-sentences.ts";
import { runSentences } from "./run-sentences.ts";
import { worded } from "./worded.ts";
import { settingChange } from "#db/dataset/projects.ts";
import { changeKinds, closedBecause } from "#lib/domain.ts";
import { launcherWords } from "../../../../_ui/launcher-words.ts";
import { findExportFormat } from "#lib/formats/exports/index.ts";
import { numbered, percent, percentSet } from "#lib/numbers.ts";
import { aim } from "#lib/teaming/aim.ts";
import { policies } from "#lib/teaming/policies/index.ts";

/** Also one that another version knew. */
const policyName = (id: string): string => policies.find((policy) => policy.id === id)?.name ?? id;

const encoder = z.object({ encoder: z.string() });

const finished = z.object({
  source: z.string(),
  state: z.string(),
  itemsAdded: z.number(),
  labelsAdded: z.number(),
  problems: z.number(),
  /** of a table about items that were there */
  kind: z.string().optional(),
});

const settings = z.union([
  z.object({ changed: z.array(settingChange) }),
  // of older entries
  z.object({ name: z.string(), overlap: z.number(), auditRate: z.number(), leaseSeconds: z.number() }),
]);

/** One setting that was changed. */
function settingWords({ what, from, to }: z.output<typeof settingChange>): string {
  const [before, after] = [Number(from ?? 0), Number(to ?? 0)];
  switch (what) {
    case "name":
      return `renamed the project from “${from ?? ""}” to “${to ?? ""}”`;
    case "description":
      return "changed the description";
    case "instructions":
      return "changed the instructions";
    case "overlap":
      return `set people per item from ${before} to ${after}`;
    case "auditRate":
      return `set the audited share from ${percentSet(before)} to ${percentSet(after)}`;
    case "leaseSeconds":
      return `set how long items are held from ${before} to ${numbered(after, "second")}`;
    case "firstRunLabels":
      return to === null || to === undefined
        ? "had the first training start by hand only"
        : `had the first training start after ${numbered(after, "label")}`;
  }
}

const itemChange = z.object({
  kind: z.enum(changeKinds),
  value: z.string().nullable(),
  /** of single items, and of a change that was taken back; of a filter, its address */
  items: z.number().nullable().optional(),
  search: z.string().nullable().optional(),
});
const someItems = ({ items }: z.output<typeof itemChange>): string =>
  typeof items === "number" ? numbered(items, "item") : "all items of a filter";

/** The first names of a list, and how many more there are. */
const some = (names: readonly string[]): string =>
  names.length <= 6 ? names.join(", ") : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more`;

function changeWords(change: z.output<typeof itemChange>): string {
  const [value, some] = [change.value ?? "", someItems(change)];
  switch (change.kind) {
    case "split":
      return `put ${some} into ${value === "none" ? "no split" : `the ${value} split`}`;
    case "tag":
      return `tagged ${some} “${value}”`;
    case "untag":
      return `took the tag “${value}” from ${some}`;
    case "aside":
      return `set ${some} aside`;
    case "back":
      return `took ${some} back that had been set aside`;
    case "ask":
      return `sent ${some} to ${value === "1" ? "one more person" : `${value} more people`} each`;
  }
}

/**
 * The words of the audit log. Each sentence follows the name of who did it: "Ada" + "moved η from 0.8 to 0.9".
 */
export const sentences: Readonly<Record<string, (detail: unknown) => string | null>> = {
  "items.change": worded(itemChange, changeWords),
  "items.undo": worded(itemChange, (change) => `undid a change: ${changeWords(change)}`),
  import: worded(finished, ({ source, state, itemsAdded, labelsAdded, problems, kind }) =>
    [
      state === "finished"
        ? `imported “${source}”`
        : state === "failed"
          ? `tried to import “${source}”, which failed`
          : `imported a part of “${source}” before it was stopped`,
      kind === undefined
        ? `${numbered(itemsAdded, "item")} and ${numbered(labelsAdded, "label")} added`
        : `${numbered(labelsAdded, kind === "predictions" ? "prediction" : "label")} added`,
      ...(problems > 0 ? [numbered(problems, "bad row")] : []),
    ].join("; "),
  ),
  "import.cancel": worded(
    z.object({ source: z.string() }),
    ({ source }) => `stopped the import of “${source}”`,
  ),
  "project.settings": worded(settings, (saved) =>
    "changed" in saved
      ? saved.changed.map(settingWords).join("; ")
      : `saved the settings: “${saved.name}”, ${numbered(saved.overlap, "person", "people")} per item, ${percentSet(saved.auditRate)} audited, items held for ${numbered(saved.leaseSeconds, "second")}`,
  ),
  "project.example": worded(z.object({ class: z.string(), added: z.boolean() }), ({ class: name, added }) =>
    added ? `added an example of “${name}”` : `removed an example of “${name}”`,
  ),
  "project.archive": worded(z.object({ name: z.string() }), ({ name }) => `archived ${name}`),
  "project.restore": worded(z.object({ name: z.string() }), ({ name }) => `brought ${name} back`),
  "project.delete": worded(z.object({ name: z.string() }), ({ name }) => `deleted ${name} with everything`),
  "project.duplicate": worded(
    z.object({ name: z.string(), answers: z.boolean() }),
    ({ name, answers }) => `made the copy ${name}, ${answers ? "with" : "without"} answers`,
  ),
  "project.classes": worded(
    z.object({ renamed: z.array(z.object({ from: z.string(), to: z.string() })) }),
    ({ renamed }) => `renamed ${renamed.map(({ from, to }) => `${from} to ${to}`).join(", ")}`,
  ),
  "project.class-notes": worded(
    z.object({
      described: z.array(z.string()),
      undescribed: z.array(z.string()),
      order: z.enum(["original", "other"]).nullable(),
    }),
    ({ described, undescribed, order }) =>
      [
        ...(described.length > 0 ? [`described ${some(described)}`] : []),
        ...(undescribed.length > 0 ? [`took the description of ${some(undescribed)} away`] : []),
        ...(order === null
          ? []
          : [`put the classes into ${order === "original" ? "their original" : "another"} order`]),
      ].join("; "),
  ),
  "project.eta": worded(
    z.object({ from: z.number(), to: z.number() }),
    ({ from, to }) => `moved η from ${from} to ${to}`,
  ),
  "project.aim": worded(z.union([aim, z.object({ kind: z.literal("none") })]), (wanted) =>
    wanted.kind === "none"
      ? "took the aim back"
      : wanted.kind === "accuracy"
        ? `set the aim: the team right on ${percentSet(wanted.accuracy)}`
        : `set the aim: ${numbered(wanted.questions, "question")}`,
  ),
  "queue.close": worded(
    z.object({
      because: z.enum(closedBecause),
      answers: z.number(),
      accuracy: z.number().optional(),
      by: z.string().optional(),
    }),
    ({ because, answers, accuracy }) =>
      `closed labelling ${because === "hand" ? "" : "by itself, the aim being reached, "}after ${numbered(answers, "question")}${accuracy === undefined ? "" : `; the team was right on ${percent(accuracy)}`}`,
  ),
  "queue.open": worded(z.object({ aim: z.unknown() }), () => "opened labelling again"),
  "project.policy": worded(
    z.object({ from: z.string(), to: z.string() }),
    ({ from, to }) => `changed the policy from ${policyName(from)} to ${policyName(to)}`,
  ),
  "team.refit": worded(
    z.object({ policy: z.string() }),
    ({ policy }) => `had ${policyName(policy)} fitted again`,
  ),
  "answers.set-aside": worded(
    z.object({ person: z.string(), since: z.number().nullable(), why: z.string() }),
    ({ person, since, why }) =>
      `set ${person}’s answers aside${since === null ? "" : " from a moment on"}${why === "" ? "" : `: “${why}”`}`,
  ),
  "answers.take-back": worded(
    z.object({ person: z.string(), answers: z.number() }),
    ({ person, answers }) => `took ${numbered(answers, "answer")} of ${person}’s back in`,
  ),
  "review.decide": worded(
    z.object({ item: z.number(), label: z.string().nullable(), gold: z.boolean() }),
    ({ item, label, gold }) =>
      `decided in review that picture ${item + 1} ${label === null ? "cannot be decided" : `is “${label}”`}${gold ? ", and set its gold label" : ""}`,
  ),
  "review.take-back": worded(
    z.object({ item: z.number() }),
    ({ item }) => `took the review’s decision on picture ${item + 1} back`,
  ),
  "project.export": worded(
    z.object({ format: z.string(), names: z.boolean() }),
    ({ format, names }) =>
      `exported the data as ${findExportFormat(format)?.name ?? format} ${names ? "with people’s names" : "without people’s names"}`,
  ),
  "export.remove": worded(
    z.object({ format: z.string(), ready: z.boolean() }),
    ({ format, ready }) =>
      `${ready ? "removed the files of an export" : "cancelled an export"} as ${findExportFormat(format)?.name ?? format}`,
  ),
  "installation.launch": worded(
    z.object({ launcher: z.string().default("local") }),
    ({ launcher }) => `has trainings run on ${launcherWords(launcher)}, unless a project says otherwise`,
  ),
  "installation.packs": worded(z.object({ to: z.enum(["s3", "disk"]) }), ({ to }) =>
    to === "s3" ? "has pictures kept in the bucket" : "has pictures kept on the server’s disk",
  ),
  "installation.weights": worded(z.object({ keep: z.number().nullable() }), ({ keep }) =>
    keep === null
      ? "has the weights of all runs kept"
      : `has the weights of ${keep === 1 ? "the newest run" : `the newest ${keep} runs`} of a project kept`,
  ),
  "project.launch": worded(z.object({ launcher: z.string().optional() }), ({ launcher }) =>
    launcher === undefined
      ? "has trainings done where the installation says"
      : `has trainings run on ${launcherWords(launcher)}`,
  ),
  "project.renewal": worded(
    z.object({
      renewAfter: z.number().nullable(),
      renewShare: z.number().nullable(),
      renewMargin: z.number().nullable(),
    }),
    ({ renewAfter, renewShare, renewMargin }) => {
      const when =
        renewAfter !== null
          ? `after ${numbered(renewAfter, "new answer")}`
          : renewShare !== null
            ? `after ${percentSet(renewShare)} more answers`
            : "only when asked";
      const who =
        renewMargin === null
          ? "by hand"
          : `by itself with a loss of up to ${+(100 * renewMargin).toFixed(3)} points`;
      return `set the machine to learn again ${when}, and its new run to become active ${who}`;
    },
  ),
  "encoder.add": worded(encoder, ({ encoder }) => `added the encoder ${encoder}`),
  "encoder.restore": worded(encoder, ({ encoder }) => `brought the file of the encoder ${encoder} back`),
  "encoder.remove": worded(encoder, ({ encoder }) => `removed the encoder ${encoder} with its features`),
  "features.embed": worded(encoder, ({ encoder }) => `had ${encoder} go through the pictures`),
  "features.cancel": worded(encoder, ({ encoder }) => `stopped ${encoder} on its way through the pictures`),
  ...runSentences,
  ...peopleSentences,
};

const byThemselves: Readonly<Record<string, string>> = {
  "run.renew": "The project’s rule",
  "run.decide": "The project’s rule",
  "run.first": "The project’s rule",
  "run.takes": "The project’s rule",
  "run.set-aside": "The project’s rule",
  "queue.close": "The project",
  "run.weights": "The rule for weights",
};

/** Who did it, when the entry knows no person. */
export const nobodyIn = (action: string): string =>
  action.startsWith("sign-") ? "Somebody" : (byThemselves[action] ?? "Command line");

/** What was done, in words; an entry of an older version that says less than today's is named by its action. */
export const sentenceOf = (action: string, detail: unknown): string => sentences[action]?.(detail) ?? action;
