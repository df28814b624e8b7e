import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { apiDocument } from "#app/_server/v1/openapi.ts";

/*
 * Everything that pages do is to be had under /api/v1: each server action, handler and page has operations that do
 * the same, or a reason why a program has no use for it. A new one is entered here.
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

const probes = { because: "Probes and Prometheus ask for it at its own address." };
const seen = { because: "It shows whoever sends a file on the page what is in it, before they go on." };
const told = { because: "Webhooks tell programs what happens." };
const nothing = { because: "It says that there is nothing." };
const pieces = { because: "A program sends a file in one piece." };

/** Handlers of the pages, beside their actions. */
const handlers: Record<string, Done | Because> = {
  "[...rest]": nothing,
  "auth/[...nextauth]": browser,
  "examples/[id]": ["getProjectsExamplesByExamplePicture"],
  "export/[slug]": ["postProjectsExports"],
  "export/[slug]/[id]": ["getProjectsExportsByExport", "deleteProjectsExportsByExport"],
  health: probes,
  "imports/preview": ["postImportPreviews"],
  join: browser,
  live: told,
  metrics: probes,
  password: ownPassword,
  practice: desk,
  "projects/[slug]/expected-time": ["postProjectsExpectedTime"],
  "projects/[slug]/forecast": ["getProjectsForecast"],
  "projects/[slug]/history": ["getProjectsHistory"],
  "projects/[slug]/items": ["getProjectsItems"],
  "projects/[slug]/study/[section]/[block]": ["getProjectsStudyBySection"],
  "projects/[slug]/team": ["getProjectsTeam"],
  "runs/[id]/model": ["getProjectsRunsByRunModel", "getProjectsRunsByRunModelCard"],
  "tables/preview": ["postProjectsTablesByTablePreview"],
  uploads: ["postUploads", "postProjectsTables"],
  "uploads/[id]": pieces,
  "uploads/[id]/picture": seen,
};

/** What the pages show. */
const pages: Record<string, Done | Because> = {
  "": { because: "It leads to the pages of whoever comes." },
  account: ["getMe"],
  admin: ["getProjects", "getArchivedProjects"],
  "admin/audit": ["getAudit"],
  "admin/compute": ["getLaunch"],
  "admin/encoders": ["getEncoders"],
  "admin/imports/[id]": ["getImportsByImport", "getProjectsImportsByImport"],
  "admin/new": ["postImportPreviews", "postImports"],
  "admin/people": ["getPeople", "getInvitations"],
  "admin/projects/[slug]": ["getProjectsTeam", "getProjectsHistory", "getProjectsForecast"],
  "admin/projects/[slug]/activity": ["getProjectsActivity"],
  "admin/projects/[slug]/data": ["getProjectsImports", "getProjectsFeatures"],
  "admin/projects/[slug]/data/table": ["postProjectsTables"],
  "admin/projects/[slug]/people": ["getProjectsMembers", "getProjectsInvitations", "getProjectsPractice"],
  "admin/projects/[slug]/review": ["getProjectsDisputes", "getProjectsDecisions"],
  "admin/projects/[slug]/runs": ["getProjectsRuns", "getProjectsPanels"],
  "admin/projects/[slug]/runs/[run]": ["getProjectsRunsByRun", "getProjectsRunsByRunComparison"],
  "admin/projects/[slug]/runs/compare": ["getProjectsComparison"],
  "admin/projects/[slug]/runs/panel": ["getProjectsLabelSources", "postProjectsPanels"],
  "admin/projects/[slug]/runs/train": ["getProjectsLabelSources", "postProjectsExpectedTime"],
  "admin/projects/[slug]/settings": ["getProjectsByProject", "getProjectsPolicies", "getProjectsWebhooks"],
  "admin/storage": ["getStorage", "getWeightsRule"],
  "admin/system": ["getSystem"],
  annotate: desk,
  "annotate/[project]": desk,
  "annotate/[project]/grid": desk,
  "join/[token]": browser,
  "join/[token]/in": browser,
  "password/[token]": ownPassword,
  research: ["getProjects"],
  "research/[slug]": ["getProjectsByProject", "getProjectsTeam"],
  "research/[slug]/exports": ["getProjectsExports"],
  "research/[slug]/items": ["getProjectsItems", "getProjectsItemCount", "getProjectsChanges"],
  "research/[slug]/items/[item]": ["getProjectsItemsByItem", "getProjectsItemsByItemPicture"],
  "research/[slug]/people/[rater]": ["getProjectsRatersByRater", "getProjectsAsides"],
  "research/[slug]/study": ["getProjectsStudy"],
  "research/[slug]/study/[section]": ["getProjectsStudyBySection"],
  "research/[slug]/study/report": ["getProjectsStudyBySection"],
  signin: browser,
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

const ofActions = Object.entries(actions).flatMap(([file, own]) =>
  Object.entries(own).map(([name, what]) => ({ at: `${file} ${name}`, what })),
);
const entered = [
  ...ofActions,
  ...Object.entries({ ...handlers }).map(([at, what]) => ({ at: `api/${at}`, what })),
  ...Object.entries({ ...pages }).map(([at, what]) => ({ at: `page ${at}`, what })),
];

/** Folders that hold a file of this name, as addresses. */
const withFile = (cwd: string, name: string): string[] =>
  globSync(`**/${name}`, { cwd }).map((file) => file.slice(0, -name.length).replace(/\/$/, ""));

test("every server action of the pages has an operation, or a reason why not", () => {
  const found = exported();
  expect(found.length).toBeGreaterThan(80);
  expect(found.sort()).toEqual(ofActions.map(({ at }) => at).sort());
});

test("every handler and every page has operations, or a reason why not", () => {
  expect(withFile(join(app, "api"), "route.ts").sort()).toEqual(Object.keys(handlers).sort());
  expect(withFile(app, "page.tsx").sort()).toEqual(Object.keys(pages).sort());
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
