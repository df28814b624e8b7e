import { desc, eq } from "drizzle-orm";
import { backboneName } from "#lib/backbones/index.ts";
import type { ExportFacts } from "#lib/formats/exports/dataset.ts";
import { methodName } from "#lib/methods/index.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import type { Db } from "#db/client.ts";
import { descriptionsOf } from "#db/dataset/class-notes.ts";
import type { Bounds } from "#db/exports/items.ts";
import { encoderOf } from "#db/machines/models.ts";
import { sourceName } from "#db/machines/label-sources.ts";
import { findRun } from "#db/machines/runs.ts";
import { findFit } from "#db/teaming/fits.ts";
import { looks, type Project, raters } from "#db/schema.ts";

/** What was asked for, and by whom it is written. */
export type AskedFacts = Pick<ExportFacts, "tandem" | "at" | "address" | "licence" | "names" | "selection">;

/** What an export says of the project as a whole. @throws UnknownPolicy */
export function exportFacts(db: Db, project: Project, asked: AskedFacts, bounds: Bounds): ExportFacts {
  const { slug, name, description, classes, synthetic, eta, overlap, auditRate } = project;
  return {
    ...asked,
    project: { slug, name, description, classes, descriptions: descriptionsOf(db, project), synthetic },
    ...bounds,
    policy: policyOf(project.policy).name,
    eta,
    fit: fitFacts(db, project),
    run: runFacts(db, project),
    asked: { overlap, auditRate },
    known: knownFacts(db, project),
  };
}

function fitFacts(db: Db, { activeFitId }: Project): ExportFacts["fit"] {
  const fit = activeFitId === null ? undefined : findFit(db, activeFitId);
  if (!fit) return null;
  const { id: number, createdAt: at, answers, imported, gold } = fit;
  return { number, at, answers, imported, gold };
}

function runFacts(db: Db, { activeRunId }: Project): ExportFacts["run"] {
  const run = activeRunId === null ? undefined : findRun(db, activeRunId);
  if (!run) return null;
  const rater = db.select().from(raters).where(eq(raters.id, run.labelRaterId)).get();
  return {
    number: run.id,
    name: run.name,
    method: methodName(run.method),
    backbone: backboneName(run.backbone),
    // of a person's labels a number, as everywhere where names were not asked for
    labels: rater?.source === "person" ? `person-${rater.id}` : sourceName(run, rater?.name ?? "?"),
    preTrained: encoderOf(db, run)?.name ?? null,
    elsewhere: run.origin !== null,
    trainItems: run.trainItems,
    tandem: run.codeVersion,
  };
}

/** The newest look (db/views/looks.ts), if it was at what is in force. */
function knownFacts(db: Db, project: Project): ExportFacts["known"] {
  const look = db
    .select()
    .from(looks)
    .where(eq(looks.projectId, project.id))
    .orderBy(desc(looks.id))
    .limit(1)
    .get();
  if (!look || look.runId !== project.activeRunId || look.fitId !== project.activeFitId) return null;
  const { at, machine, evidence } = look;
  return { at, machine, team: evidence && { ...evidence, by: evidence.by } };
}
