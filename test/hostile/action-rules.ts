import type { Role } from "#lib/domain.ts";
import type { ActionWorld } from "./action-world.ts";

/**
 * Who may use a server action, from which page, and a form with which the right person succeeds. A new
 * action has to be entered here.
 */
export type ActionRule = {
  role: Extract<Role, "annotator" | "admin">;
  path: string;
  fields: (world: ActionWorld) => Record<string, string>;
};

/** A grey PNG. */
const onePixel =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

const account = (name: string, fields: ActionRule["fields"]): [string, ActionRule] => [
  `app/account/actions.ts ${name}`,
  { role: "annotator", path: "/account", fields },
];
const token = (name: string, fields: ActionRule["fields"]): [string, ActionRule] => [
  `app/account/token-actions.ts ${name}`,
  { role: "annotator", path: "/account", fields },
];
const annotating = (name: string, fields: ActionRule["fields"]): [string, ActionRule] => [
  `app/annotate/[project]/own-settings-action.ts ${name}`,
  { role: "annotator", path: "/annotate/birds", fields },
];
const admins =
  (file: string, path: string) =>
  (name: string, fields: ActionRule["fields"]): [string, ActionRule] => [
    `app/admin/${file} ${name}`,
    { role: "admin", path, fields },
  ];
const imports = admins("imports/[id]/actions.ts", "/admin/imports/1");
const adding = admins("new/actions.ts", "/admin/new");
const compute = admins("compute/actions.ts", "/admin/compute");
const storing = admins("storage/actions.ts", "/admin/storage");
const launching = admins("projects/[slug]/settings/launch-action.ts", "/admin/projects/birds/settings");
const encoders = admins("encoders/actions.ts", "/admin/encoders");
const people = admins("people/actions.ts", "/admin/people");
const inviting = admins("people/invitation-actions.ts", "/admin/people");
const membership = admins("projects/[slug]/people/actions.ts", "/admin/projects/birds/people");
const seeing = (name: string, fields: ActionRule["fields"]): [string, ActionRule] => [
  `app/annotate/actions.ts ${name}`,
  { role: "admin", path: "/annotate", fields },
];
const project = admins("projects/[slug]/actions.ts", "/admin/projects/birds");
const fitting = admins("projects/[slug]/actions.ts", "/admin/projects/fitted");
const cold = admins("projects/[slug]/actions.ts", "/admin/projects/cold");
const tables = admins("projects/[slug]/data/table/actions.ts", "/admin/projects/birds/data/table");
const reviewing = admins("projects/[slug]/review/actions.ts", "/admin/projects/birds/review");
const settings = admins("projects/[slug]/actions.ts", "/admin/projects/birds/settings");
const examples = admins("projects/[slug]/settings/actions.ts", "/admin/projects/birds/settings");
const work = (name: string, fields: ActionRule["fields"]): [string, ActionRule] => [
  `app/research/[slug]/people/[rater]/actions.ts ${name}`,
  { role: "admin", path: "/research/birds/people/901", fields },
];
const describing = admins("projects/[slug]/settings/class-notes-action.ts", "/admin/projects/birds/settings");
const resting = admins("projects/[slug]/settings/work-actions.ts", "/admin/projects/birds/settings");
const coldWork = admins("projects/[slug]/settings/work-actions.ts", "/admin/projects/cold/settings");
const pausing = admins("projects/[slug]/people/pause-action.ts", "/admin/projects/birds/people");
const hooking = admins("projects/[slug]/settings/webhook-actions.ts", "/admin/projects/birds/settings");
const practising = admins("projects/[slug]/people/practice-actions.ts", "/admin/projects/birds/people");
const training = admins("projects/[slug]/runs/actions.ts", "/admin/projects/birds/runs");
const trainingOne = admins("projects/[slug]/runs/actions.ts", "/admin/projects/birds/runs/train");
const ending = admins("projects/[slug]/actions-end.ts", "/admin/projects/birds/settings");
const coldEnd = admins("projects/[slug]/actions-end.ts", "/admin/projects/cold/settings");
const restoring = admins("projects/[slug]/actions-end.ts", "/admin");
const panels = admins("projects/[slug]/runs/actions.ts", "/admin/projects/birds/runs/panel");
const aRun = admins("projects/[slug]/runs/actions.ts", "/admin/projects/birds/runs/1");

const items = (name: string, fields: ActionRule["fields"]): [string, ActionRule] => [
  `app/research/[slug]/items/actions.ts ${name}`,
  { role: "admin", path: "/research/birds/items", fields },
];

/** In the order in which they are tried by who may: what starts long work comes last. */
export const actionRules = new Map<string, ActionRule>([
  account("endSession", ({ otherSession }) => ({ session: String(otherSession) })),
  account("endOtherSessions", () => ({})),
  account("beginConnecting", ({ password }) => ({ current: password })),
  account("disconnectService", ({ identity }) => ({ identity: String(identity) })),
  token("makeToken", ({ password }) => ({
    ...{ name: "script", days: "30", where: "all", "action.read": "yes", current: password },
  })),
  token("endToken", ({ token: mine }) => ({ token: String(mine) })),
  account("changePassword", ({ password }) => ({
    current: password,
    next: "another hostile phrase",
    again: "another hostile phrase",
  })),
  annotating("saveOwnSettings", ({ project }) => ({
    project,
    settings: JSON.stringify({ order: null, keys: { 0: "x" }, goal: 20 }),
  })),
  annotating("noteInstructionsRead", ({ project }) => ({ project, digest: "0".repeat(64) })),
  people("addPerson", () => ({ name: "new.person", displayName: "New", role: "annotator" })),
  people("signOutEverywhere", ({ person }) => ({ person })),
  people("changeRole", ({ person }) => ({ person, role: "researcher" })),
  people("resetPassword", ({ person }) => ({ person })),
  inviting("inviteByLink", ({ project }) => ({
    ...{ role: "annotator", project, projectRole: "researcher", days: "7", uses: "3" },
  })),
  inviting("revokeLink", ({ invitation }) => ({ invitation })),
  membership("addMember", ({ project }) => ({ project, name: "researcher", role: "annotator" })),
  membership("changeMember", ({ project, member }) => ({ project, person: member, role: "researcher" })),
  membership("setAnnotates", ({ project, member }) => ({ project, person: member, annotates: "yes" })),
  membership("removeFromProject", ({ project, member }) => ({ project, person: member })),
  membership("openTo", ({ project }) => ({ project, to: "members" })),
  seeing("annotateAllTheSame", ({ sighted }) => ({ project: sighted })),
  people("setLock", ({ person }) => ({ person, locked: "yes" })),
  project("saveEta", ({ project }) => ({ project, eta: "0.5" })),
  project("savePolicy", ({ project }) => ({ project, policy: "majority" })),
  project("saveAim", ({ project }) => ({ project, kind: "questions", questions: "1000000" })),
  project("closeLabelling", ({ project }) => ({ project })),
  project("openLabelling", ({ project }) => ({ project })),
  coldWork("restLabelling", ({ cold }) => ({ project: cold, paused: "yes" })),
  resting("saveLimits", ({ project }) => ({
    ...{ project, personLimit: "1000000", personDayLimit: "", dayZone: "Europe/Zurich", grid: "yes" },
  })),
  resting("saveChecks", ({ project }) => ({ project, percent: "5", bar: "80" })),
  resting("savePractice", ({ project }) => ({
    ...{ project, on: "yes", pictures: "5", percent: "80", tries: "2", who: "all" },
  })),
  hooking("makeWebhook", ({ project }) => ({
    ...{ project, url: "https://example.org/hook", "type.run.finished": "yes" },
  })),
  hooking("tryWebhook", ({ project, webhook }) => ({ project, webhook })),
  hooking("goOnWithWebhook", ({ project, webhook }) => ({ project, webhook })),
  hooking("dropWebhook", ({ project, webhook }) => ({ project, webhook })),
  practising("giveAnotherTry", ({ project, member }) => ({ project, person: member })),
  practising("letInWithout", ({ project, member }) => ({ project, person: member })),
  practising("letInNoMore", ({ project, member }) => ({ project, person: member })),
  pausing("pauseWork", ({ project, member }) => ({ project, person: member, paused: "yes" })),
  work("setAside", ({ project }) => ({ project, rater: "901", since: "", why: "" })),
  work("takeBack", ({ project, aside }) => ({ project, aside })),
  reviewing("dismiss", ({ project, flagged }) => ({ project, item: flagged })),
  reviewing("decide", ({ project, item }) => ({ project, item, label: "1", gold: "yes" })),
  reviewing("takeDecision", ({ project, item }) => ({ project, item })),
  fitting("refitPolicy", ({ fitted }) => ({ project: fitted })),
  tables("startUploadedTable", ({ table }) => ({
    ...{ project: "birds", table, fileName: "counts.csv", kind: "counts", name: "crowd" },
    columns: JSON.stringify({ item: "item", worker: null, label: null, ms: null }),
    ...{ workers: "auto", onProblem: "abort" },
  })),
  settings("saveSettings", ({ project }) => ({
    ...{ project, name: "Birds", description: "", instructions: "Look closely.", overlap: "2" },
    ...{ auditPercent: "5", leaseSeconds: "600", firstRunLabels: "20" },
  })),
  settings("saveRenewal", ({ project }) => ({
    ...{ project, when: "answers", answers: "1000000", who: "rule", marginPoints: "0.5" },
  })),
  examples("uploadExample", ({ project }) => ({ project, label: "0", caption: "", picture: onePixel })),
  examples("pickExample", ({ project, unasked }) => ({ project, label: "0", caption: "", name: unasked })),
  examples("dropExample", ({ project }) => ({ project, example: "1" })),
  aRun("rename", ({ project, finishedRun }) => ({
    project,
    run: finishedRun,
    name: "Robins",
    note: "Good.",
  })),
  aRun("pin", ({ project, finishedRun }) => ({ project, run: finishedRun, pinned: "yes" })),
  aRun("remove", ({ project, spareRun }) => ({ project, run: spareRun })),
  describing("saveNotes", ({ project }) => ({
    project,
    notes: JSON.stringify({ order: [1, 0], descriptions: { 0: "A small one." } }),
  })),
  ending("saveClasses", ({ project }) => ({ project, "class.0": "redbreast" })),
  ending("duplicate", ({ project }) => ({
    ...{ project, name: "Copy", slug: "birds-copy", answers: "yes", into: "0,1", added: "owl" },
  })),
  coldEnd("archive", ({ spare }) => ({ project: spare })),
  restoring("restore", ({ spare }) => ({ project: spare })),
  coldEnd("deleteForGood", ({ spare }) => ({ project: spare, typed: "spare" })),
  training("combine", ({ project }) => ({ project })),
  aRun("activate", ({ project, finishedRun }) => ({ project, run: finishedRun })),
  training("cancel", ({ project, waitingRun }) => ({ project, run: waitingRun })),
  training("stopPanel", ({ project, panel }) => ({ project, panel })),
  imports("stopImport", ({ waitingImport }) => ({ import: waitingImport })),
  imports("discardImport", ({ failedImports: [discarded] }) => ({ import: discarded })),
  items("changeItems", ({ project }) => ({
    ...{ project, kind: "tag", value: "doubtful", items: "all", search: "said=gold:0" },
  })),
  items("undoChange", ({ project, doneChange }) => ({ project, change: doneChange })),
  adding("deleteUpload", ({ uploads: [deleted] }) => ({ upload: deleted })),
  imports("retryImport", ({ failedImports: [, retried] }) => ({ import: retried })),
  adding("startUploadedImport", ({ uploads: [, started] }) => ({
    ...{ into: "", name: "Fresh", slug: "fresh", images: started, imagesName: "a.zip", labels: "" },
    ...{ labelsName: "", roles: "null", classes: "", split: "none", imageSize: "32", onProblem: "skip" },
    confirmed: "",
  })),
  storing("saveWeightsRule", () => ({ keep: "5" })),
  compute("saveLaunch", () => ({ launcher: "local" })),
  launching("saveProjectLaunch", ({ project }) => ({ project, launcher: "" })),
  encoders("stopEmbedding", ({ project, encoder }) => ({ project, encoder })),
  encoders("remove", ({ unusedEncoder }) => ({ encoder: unusedEncoder })),
  encoders("addEncoder", ({ encoderFile }) => ({
    ...{ upload: encoderFile, name: "Fresh eyes", size: "16", resize: "", mean: "0.5, 0.5, 0.5" },
    ...{ std: "0.5, 0.5, 0.5", layout: "", output: "", pool: "cls" },
  })),
  encoders("embed", ({ cold, encoder }) => ({ project: cold, encoder })),
  cold("trainFirst", ({ cold }) => ({ project: cold })),
  fitting("predictNew", ({ fitted }) => ({ project: fitted })),
  trainingOne("train", ({ project }) => ({
    ...{ project, labels: "people", method: "ce", features: "", backbone: "quick", epochs: "1", folds: "2" },
    seed: "1",
  })),
  panels("trainPanel", ({ project }) => ({
    ...{ project, methods: "ce", labels: "people", features: "", backbones: "quick", epochs: "1", seed: "1" },
  })),
]);
