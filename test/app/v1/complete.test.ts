import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { apiDocument } from "#app/_server/v1/openapi.ts";

/*
 * Everything that pages do is to be had under /api/v1: each server action has operations that do the same, or a
 * reason why a program has no use for it. A new action is entered here.
 */

/** Operations, by their operationId. */
type Done = readonly string[];
/** Why there is none. */
type Because = { because: string };

const browser = { because: "It is about the browser that one sits at: signing in and out." };
const ownPassword = { because: "A token, which may have leaked, is not to change how its person signs in." };
const ownTokens = { because: "A token makes no tokens and ends none: it would outlive its own end." };
const desk = { because: "It is about the page that shows pictures, where alone answers are given." };

const account: Record<string, Done | Because> = {
  changePassword: ownPassword,
  beginConnecting: ownPassword,
  disconnectService: ownPassword,
  endSession: browser,
  endOtherSessions: browser,
};
const accountTokens = { makeToken: ownTokens, endToken: ownTokens };
const compute = { saveLaunch: ["putLaunch"] };
const encoders = {
  addEncoder: ["postUploads", "postEncoders"],
  embed: ["putProjectsFeaturesByEncoder"],
  stopEmbedding: ["deleteProjectsFeaturesByEncoder"],
  remove: ["deleteEncodersByEncoder"],
};
const imports = {
  stopImport: ["postImportsByImportCancel", "postProjectsImportsByImportCancel"],
  retryImport: ["postImportsByImportRetry"],
  discardImport: ["deleteImportsByImportFiles"],
};
const newProject = {
  startUploadedImport: ["postUploads", "postImports"],
  deleteUpload: ["deleteUploadsByUpload"],
};
const people = {
  addPerson: ["postPeople"],
  resetPassword: ["postPeopleByPersonPasswordLink"],
  changeRole: ["patchPeopleByPerson"],
  setLock: ["patchPeopleByPerson"],
  signOutEverywhere: ["deletePeopleByPersonSessions"],
};
const invitations = {
  inviteByLink: ["postInvitations", "postProjectsInvitations"],
  revokeLink: ["deleteInvitationsByInvitation", "deleteProjectsInvitationsByInvitation"],
};
const storage = { saveWeightsRule: ["putWeightsRule"] };
const project = {
  saveEta: ["patchProjectsByProject"],
  saveSettings: ["patchProjectsByProject"],
  trainFirst: ["postProjectsFirstRun"],
  predictNew: ["postProjectsNewPredictions"],
  saveRenewal: ["putProjectsRenewal"],
  saveAim: ["putProjectsAim"],
  closeLabelling: ["postProjectsClose"],
  openLabelling: ["postProjectsOpen"],
  savePolicy: ["putProjectsPolicy"],
  refitPolicy: ["postProjectsPolicyFit"],
};
const ends = {
  archive: ["putProjectsArchived"],
  restore: ["postArchivedProjectsRestore"],
  deleteForGood: ["deleteProjectsByProject", "deleteArchivedProjectsByProject"],
  duplicate: ["postProjectsDuplicates"],
  saveClasses: ["putProjectsClasses"],
};
const tables = { startUploadedTable: ["postProjectsTables", "postProjectsTablesByTableImport"] };
const membership = {
  addMember: ["putProjectsMembersByPerson"],
  changeMember: ["putProjectsMembersByPerson"],
  setAnnotates: ["putProjectsMembersByPerson"],
  removeFromProject: ["deleteProjectsMembersByPerson"],
  openTo: ["putProjectsMembersOnly"],
};
const pausing = { pauseWork: ["putProjectsPeopleByPersonPaused"] };
const practising = {
  giveAnotherTry: ["postProjectsPeopleByPersonPracticeTry"],
  letInWithout: ["putProjectsPeopleByPersonLetIn"],
  letInNoMore: ["deleteProjectsPeopleByPersonLetIn"],
};
const review = {
  decide: ["putProjectsItemsByItemDecision"],
  takeDecision: ["deleteProjectsItemsByItemDecision"],
  dismiss: ["deleteProjectsItemsByItemFlags"],
};
const runs = {
  train: ["postProjectsRuns"],
  trainPanel: ["postProjectsPanels"],
  stopPanel: ["postProjectsPanelsByPanelCancel"],
  cancel: ["postProjectsRunsByRunCancel"],
  combine: ["postProjectsCombinedRun"],
  activate: ["postProjectsRunsByRunActivate"],
  rename: ["patchProjectsRunsByRun"],
  pin: ["putProjectsRunsByRunPinned"],
  remove: ["deleteProjectsRunsByRun"],
};
const examples = {
  uploadExample: ["postProjectsExamplePictures"],
  pickExample: ["postProjectsExamples"],
  dropExample: ["deleteProjectsExamplesByExample"],
};
const classNotes = { saveNotes: ["putProjectsClassNotes"] };
const launch = { saveProjectLaunch: ["putProjectsLaunch"] };
const webhooks = {
  makeWebhook: ["postProjectsWebhooks"],
  dropWebhook: ["deleteProjectsWebhooksByWebhook"],
  tryWebhook: ["postProjectsWebhooksByWebhookTest"],
  goOnWithWebhook: ["postProjectsWebhooksByWebhookResume"],
};
const work = {
  restLabelling: ["putProjectsPaused"],
  saveLimits: ["putProjectsLimits"],
  savePractice: ["putProjectsPractice"],
  saveChecks: ["putProjectsChecks"],
};
const own = { saveOwnSettings: desk, noteInstructionsRead: desk };
const seeing = { annotateAllTheSame: ["putProjectsMembersByPerson"] };
const changes = { changeItems: ["postProjectsChanges"], undoChange: ["postProjectsChangesByChangeUndo"] };
const asides = { setAside: ["postProjectsAsides"], takeBack: ["deleteProjectsAsidesByAside"] };

const actions: Record<string, Record<string, Done | Because>> = {
  "account/actions.ts": account,
  "account/token-actions.ts": accountTokens,
  "admin/compute/actions.ts": compute,
  "admin/encoders/actions.ts": encoders,
  "admin/imports/[id]/actions.ts": imports,
  "admin/new/actions.ts": newProject,
  "admin/people/actions.ts": people,
  "admin/people/invitation-actions.ts": invitations,
  "admin/projects/[slug]/actions-end.ts": ends,
  "admin/projects/[slug]/actions.ts": project,
  "admin/projects/[slug]/data/table/actions.ts": tables,
  "admin/projects/[slug]/people/actions.ts": membership,
  "admin/projects/[slug]/people/pause-action.ts": pausing,
  "admin/projects/[slug]/people/practice-actions.ts": practising,
  "admin/projects/[slug]/review/actions.ts": review,
  "admin/projects/[slug]/runs/actions.ts": runs,
  "admin/projects/[slug]/settings/actions.ts": examples,
  "admin/projects/[slug]/settings/class-notes-action.ts": classNotes,
  "admin/projects/[slug]/settings/launch-action.ts": launch,
  "admin/projects/[slug]/settings/webhook-actions.ts": webhooks,
  "admin/projects/[slug]/settings/work-actions.ts": work,
  "admin/storage/actions.ts": storage,
  "annotate/[project]/own-settings-action.ts": own,
  "annotate/actions.ts": seeing,
  "research/[slug]/items/actions.ts": changes,
  "research/[slug]/people/[rater]/actions.ts": asides,
};

const app = join(import.meta.dirname, "..", "..", "..", "app");

/** Exported server actions of the pages, as "file name". */
function exported(): string[] {
  return globSync("**/*.{ts,tsx}", { cwd: app }).flatMap((file) => {
    const source = readFileSync(join(app, file), "utf8");
    if (!/^\s*["']use server["'];?\s*$/m.test(source)) return [];
    const names = [...source.matchAll(/^export (?:const|async function) (\w+)/gm)].map(
      ([, name = ""]) => name,
    );
    // what is exported in another way would be passed over
    expect(source.match(/^export\b/gm)?.length, file).toBe(names.length);
    return names.map((name) => `${file} ${name}`);
  });
}

const entered = Object.entries(actions).flatMap(([file, own]) =>
  Object.entries(own).map(([name, what]) => ({ at: `${file} ${name}`, what })),
);

test("every server action of the pages has an operation, or a reason why not", () => {
  const found = exported();
  expect(found.length).toBeGreaterThan(80);
  expect(found.sort()).toEqual(entered.map(({ at }) => at).sort());
});

test("the operations that are named exist", () => {
  const operations = new Set(
    Object.values(apiDocument().paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    ),
  );
  const named = entered.flatMap(({ at, what }) => ("because" in what ? [] : what.map((id) => [at, id])));
  expect(named.filter(([, id = ""]) => !operations.has(id))).toEqual([]);
  expect(entered.filter(({ what }) => !("because" in what) && what.length === 0)).toEqual([]);
});
