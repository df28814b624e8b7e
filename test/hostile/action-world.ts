import { join } from "node:path";
import { and, desc, eq, gt, lt, notInArray } from "drizzle-orm";
import { inDatabase } from "../../e2e/wait.ts";
import { openDatabase, write, type Db } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { insertImport } from "#db/dataset/import-record.ts";
import { findProject } from "#db/dataset/projects.ts";
import { embedKind } from "#db/features/embedding.ts";
import { addEncoder } from "#db/features/encoders.ts";
import { enqueue } from "#db/job-queue.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { createToken } from "#db/people/api-tokens.ts";
import { storeMember } from "#db/people/members.ts";
import { fitTeam } from "#db/teaming/fit-team.ts";
import { storeFit } from "#db/teaming/fits.ts";
import {
  asides,
  changes,
  flags,
  identities,
  imports,
  invitations,
  items,
  jobs,
  judgments,
  members,
  panels,
  predictions,
  projects,
  raters,
  routes,
  runs,
  sessions,
  type User,
  users,
  webhooks,
} from "#db/schema.ts";
import { importOptions } from "#lib/formats/import-options.ts";
import { pPlusL } from "#lib/teaming/policies/p-plus-l.ts";
import type { Tandem } from "../../e2e/tandem.ts";
import { filterEncoder, plain } from "../lib/encoders/models.ts";
import { png } from "../lib/formats/files.ts";
import { rawZip } from "../lib/formats/raw-zip.ts";
import { birds, leases, submit } from "./birds.ts";
import { type HostileServer, makePerson, password, signIn, type Visitor } from "./server.ts";
import { upload } from "./upload-client.ts";

/** Something for every action to act on, by its number as forms send it. */
export type ActionWorld = {
  project: string;
  /** a project whose policy has parameters */
  fitted: string;
  /** a project without a machine, with enough labels for a first one */
  cold: string;
  /** a project that nothing works in */
  spare: string;
  person: string;
  /** a link into the project, a member of it, and a project that does not ask the admin */
  invitation: string;
  member: string;
  sighted: string;
  password: string;
  otherSession: number;
  token: number;
  webhook: string;
  identity: number;
  finishedRun: string;
  /** a finished one that routes nothing */
  spareRun: string;
  waitingRun: string;
  panel: string;
  /** name of a picture that nobody is asked about */
  unasked: string;
  waitingImport: string;
  failedImports: [string, string];
  uploads: [string, string];
  /** an encoder that goes through the project's pictures, one that nobody uses, and the file of another */
  encoder: string;
  unusedEncoder: string;
  encoderFile: string;
  /** something that was done to the project's items */
  doneChange: string;
  /** pictures of the project, the second with a flag */
  item: string;
  flagged: string;
  /** something that was set aside of somebody's answers; of 901, a rater of the project, nothing is */
  aside: string;
  /** a table of counts for the project */
  table: string;
  /** an admin who has yet to choose a password, one who was locked out, one who has signed out */
  halfway: Visitor[];
  /** an annotator who is admin of a project that no form is about */
  elsewhere: Visitor;
};

const longMs = 1e12;

/** A job that no worker takes. */
function waitingJob(db: Db, kind: string, payload: unknown, projectId: number | null): number {
  const { id } = enqueue(db, { kind, payload, projectId, createdBy: null }, Date.now());
  db.update(jobs).set({ delayMs: longMs }).where(eq(jobs.id, id)).run();
  return id;
}

/** Let a project's queue run on belief, as the job does. @returns its number */
async function believing(tandem: Tandem, slug: string): Promise<number> {
  const database = openDatabase(dataDir(tandem.data).database);
  const { db } = database;
  const project = findProject(db, slug);
  if (!project || project.activeRunId === null) throw new Error(`nothing routes ${slug}`);
  const wanted = { policy: pPlusL.id, runId: project.activeRunId, createdBy: null };
  const activeFitId = storeFit(
    db,
    fitTeam(db, project, wanted, 1, () => 0),
  );
  await reroute(
    db,
    project.id,
    1,
    () => ({ policy: pPlusL.id, activeFitId }),
    () => null,
  );
  database.close();
  return project.id;
}

/** One file under several names, each described differently. @returns their numbers */
async function addEncoders(tandem: Tandem, bytes: Uint8Array, names: string[]): Promise<number[]> {
  const dir = dataDir(tandem.data);
  const database = openDatabase(dir.database);
  const ids: number[] = [];
  for (const [i, name] of names.entries()) {
    const description = { ...plain, size: 16, resize: 17 + i };
    const added = await addEncoder(
      database.db,
      dir,
      { name, bytes, description, width: 64, apart: null },
      null,
      1,
    );
    if (!added.ok) throw new Error(added.message);
    ids.push(added.value.id);
  }
  database.close();
  return ids;
}

function tokenOf(db: Db, person: User | undefined): number {
  const asked = { name: "nightly", actions: ["read" as const], projectIds: null, days: 1 };
  const made = person && createToken(db, person, asked, null, Date.now());
  if (!made?.ok) throw new Error("no token was made");
  return made.value.id;
}

function webhookOf(db: Db, projectId: number): string {
  const hook = { projectId, url: "https://example.org/", types: [], secret: "whsec_AAAA" };
  const { id } = db
    .insert(webhooks)
    .values({ ...hook, createdAt: 1, judgmentsTo: 0 })
    .returning()
    .get();
  return String(id);
}

export async function actionWorld(server: HostileServer): Promise<ActionWorld> {
  const { tandem, admin, annotator } = server;
  await birds(tandem, "birds", 6);
  inDatabase(tandem, (db) => db.update(items).set({ split: "train" }).where(gt(items.ordinal, -1)).run());
  await birds(tandem, "fitted", 4);
  const fitted = await believing(tandem, "fitted");
  await birds(tandem, "cold", 14, { machine: false });
  await birds(tandem, "spare", 2, { machine: false });
  for (const [i, lease] of (await leases(annotator, "cold", 12)).entries())
    await submit(annotator, "cold", lease, { label: i % 2 });
  const [lease = ""] = await leases(annotator, "birds", 1);
  await submit(annotator, "birds", lease); // there is something to learn from
  inDatabase(tandem, (db) => db.update(items).set({ split: "test" }).where(eq(items.ordinal, 5)).run());
  await birds(tandem, "seen", 2);
  await birds(tandem, "else", 2);
  const chief = await makePerson(tandem, "elsewhere", "annotator");
  const elsewhere = await signIn(tandem, "elsewhere", password);
  const person = await makePerson(tandem, "target", "annotator");
  const member = await makePerson(tandem, "member", "annotator");
  await signIn(tandem, "target", password);
  const halfway = await Promise.all(
    ["newcomer", "locked", "left"].map(async (name) => {
      await makePerson(tandem, name, "admin");
      return signIn(tandem, name, password);
    }),
  );
  await Promise.all([1, 2].map(() => signIn(tandem, "annotator", password))); // two devices more
  const stored = await Promise.all(
    ["a", "b", "c", "d"].map(async (name, i) => {
      const zip = rawZip([
        { name: `robin/${name}.png`, data: await png(i) },
        { name: `wren/${name}.png`, data: await png(i + 10) },
      ]);
      return (await upload(admin, new Uint8Array(zip), { name: `${name}.zip` })).upload;
    }),
  );
  const counts = new TextEncoder().encode("item,robin,wren\n0,2,1\n1,0,3\n");
  const table = (await upload(admin, counts, { kind: "table", name: "counts.csv" })).upload;
  const onnx = filterEncoder(16);
  const encoderFile = (await upload(admin, onnx, { kind: "encoder", name: "eyes.onnx" })).upload;
  const encoders = await addEncoders(tandem, onnx, ["Eyes", "Unused"]);
  const [a = "", b = "", c = "", d = ""] = stored;
  const options = (id: string) =>
    importOptions.parse({
      project: { slug: `from-${id.slice(0, 8)}`, name: "From a file" },
      images: join(dataDir(tandem.data).uploads, id, "images.zip"),
      uploaded: { images: "a.zip", labels: null },
    });
  return inDatabase(tandem, (db) =>
    write(db, (tx) => {
      const named = (name: string) => eq(users.name, name);
      const seen = findProject(tx, "seen")?.id ?? -1;
      tx.delete(members).where(eq(members.projectId, seen)).run();
      storeMember(tx, findProject(tx, "else")?.id ?? -1, chief, { role: "admin", annotates: false }, 1);
      const birdsId = findProject(tx, "birds")?.id ?? -1;
      storeMember(tx, birdsId, member, { role: null, annotates: false }, 1);
      const invitation = tx
        .insert(invitations)
        .values({
          ...{ hash: "none", role: "annotator", projectId: birdsId, projectRole: "annotator", maxUses: 1 },
          ...{ createdBy: tx.select().from(users).where(named("admin")).get()?.id ?? -1, createdAt: 1 },
          expiresAt: Date.now() + longMs,
        })
        .returning()
        .get();
      tx.update(users).set({ mustChangePassword: true }).where(named("newcomer")).run();
      tx.update(users).set({ disabledAt: 1 }).where(named("locked")).run();
      const left = tx.select().from(users).where(named("left")).get();
      tx.update(sessions)
        .set({ revokedAt: 1 })
        .where(eq(sessions.userId, left?.id ?? -1))
        .run();
      const run = tx.select().from(runs).get();
      if (!run) throw new Error("birds have no run");
      const { projectId, labelRaterId } = run;
      // new pictures of which a job could make nothing, and nobody asks again by himself
      const asked = tx.select().from(projects).where(eq(projects.id, fitted)).get();
      tx.update(runs)
        .set({ predictedTo: 3 })
        .where(eq(runs.id, asked?.activeRunId ?? -1))
        .run();
      const payload = { projectId: fitted, runId: asked?.activeRunId };
      const tried = enqueue(tx, { kind: "predict", payload, projectId: fitted, createdBy: null }, 1);
      tx.update(jobs).set({ state: "failed" }).where(eq(jobs.id, tried.id)).run();
      const unasked = tx
        .select()
        .from(items)
        .where(
          and(
            ...[eq(items.projectId, projectId), lt(items.ordinal, 5)],
            notInArray(items.id, tx.select({ id: judgments.itemId }).from(judgments)), // which one was drawn is chance
          ),
        )
        .orderBy(desc(items.ordinal))
        .get();
      tx.delete(routes)
        .where(eq(routes.itemId, unasked?.id ?? -1))
        .run();
      // nor is it asked about when η or the policy changes: the machine has said nothing of it
      tx.delete(predictions)
        .where(eq(predictions.itemId, unasked?.id ?? -1))
        .run();
      tx.update(items)
        .set({ gold: 0 })
        .where(eq(items.id, unasked?.id ?? -1))
        .run();
      const done = tx
        .insert(changes)
        .values({ projectId, kind: "aside", chosen: [], items: 0, at: 1, doneAt: 2 })
        .returning()
        .get();
      const labels = (id: number, name: string, userId: number | undefined) =>
        tx
          .insert(raters)
          .values({ id, projectId, kind: "human", source: "person", name, userId: userId ?? -1 })
          .run();
      labels(901, "target", person);
      labels(902, "left", left?.id);
      const pictures = tx.select({ id: items.id }).from(items).where(eq(items.projectId, projectId)).all();
      const [first = -1, flagged = -1] = pictures.map(({ id }) => id);
      const remark = { key: "a", leaseId: "a", comment: "Two birds", createdAt: 1 };
      tx.insert(flags)
        .values({ ...remark, projectId, itemId: flagged, userId: person })
        .run();
      const aside = tx
        .insert(asides)
        .values({ projectId, raterId: 902, upTo: 0, why: "", state: "set", setAt: 1 })
        .returning()
        .get();
      const panel = tx.insert(panels).values({ projectId, createdAt: 1 }).returning().get();
      const waiting = (panelId: number | null) =>
        tx
          .insert(runs)
          .values({
            ...{ projectId, name: "waits", method: "ce", backbone: "quick", labelRaterId, panelId },
            ...{ options: {}, seed: 1, state: "queued", createdAt: 1 },
            jobId: waitingJob(tx, "train", { runId: 0 }, projectId),
          })
          .returning()
          .get();
      waiting(panel.id);
      const second = {
        projectId,
        name: "second",
        method: "ce",
        backbone: "quick",
        labelRaterId,
        options: {},
      };
      const finished = (seed: number, name: string) =>
        tx
          .insert(runs)
          .values({ ...second, name, seed, state: "finished", createdAt: 1 })
          .returning()
          .get();
      finished(2, "second");
      const spare = finished(3, "spare");
      const failed = ([c, d] as const).map((id) => {
        const row = insertImport(tx, options(id), "queued", null, 1);
        tx.update(imports).set({ state: "failed" }).where(eq(imports.id, row.id)).run();
        return String(row.id);
      });
      waitingJob(tx, embedKind, { projectId, encoderId: encoders[0] }, projectId);
      const stopped = insertImport(tx, { ...options(a), images: "/nowhere" }, "queued", null, 1);
      const jobId = waitingJob(tx, "import", { importId: stopped.id }, null);
      tx.update(imports).set({ jobId }).where(eq(imports.id, stopped.id)).run();
      const mine = tx.select().from(users).where(named("annotator")).get();
      const newest = tx
        .select()
        .from(sessions)
        .where(eq(sessions.userId, mine?.id ?? -1))
        .orderBy(desc(sessions.id))
        .get();
      return {
        ...{
          project: String(projectId),
          fitted: String(fitted),
          cold: String(findProject(tx, "cold")?.id),
          spare: String(findProject(tx, "spare")?.id),
          person: String(person),
          ...{ invitation: String(invitation.id), member: String(member), sighted: String(seen) },
          password,
          panel: String(panel.id),
          unasked: unasked?.name ?? "",
          doneChange: String(done.id),
          aside: String(aside.id),
          ...{ item: String(first), flagged: String(flagged) },
          ...{ encoder: String(encoders[0]), unusedEncoder: String(encoders[1]), encoderFile },
        },
        token: tokenOf(tx, mine),
        webhook: webhookOf(tx, projectId),
        identity: tx
          .insert(identities)
          .values({ issuer: "none", subject: "1", userId: mine?.id ?? -1, label: "mine", createdAt: 1 })
          .returning()
          .get().id,
        ...{ otherSession: newest?.id ?? -1, finishedRun: String(run.id), spareRun: String(spare.id) },
        ...{ waitingRun: String(waiting(null).id), waitingImport: String(stopped.id) },
        ...{ failedImports: [failed[0] ?? "", failed[1] ?? ""], uploads: [a, b], table, halfway, elsewhere },
      };
    }),
  );
}
