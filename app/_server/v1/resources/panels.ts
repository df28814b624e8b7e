import { z } from "zod";
import { comparisonOf, manyOf, queueChangeOf, sizesOf } from "../../views.ts";
import { estimate, proportion } from "../figures.ts";
import { done } from "../outcome.ts";
import { pageBy, pageOf, pageQuery } from "../paging.ts";
import { misfit, Problem } from "../problem.ts";
import { projectRoute } from "../route.ts";
import { writtenId } from "../written.ts";
import { chosenLaunch, encoderFor, noRun, runParams } from "./runs.ts";
import { cancelPanel } from "#db/jobs/cancel.ts";
import { combineMachines } from "#db/machines/combined.ts";
import { deleteRun } from "#db/machines/delete-run.ts";
import { labelSources } from "#db/machines/label-sources.ts";
import { listPanels, panelOptions, startPanel } from "#db/machines/panels.ts";
import { renameRun, runWords } from "#db/machines/run-names.ts";
import { projectRun } from "#db/machines/runs.ts";
import { pinWeights } from "#db/machines/weights.ts";
import type { Db } from "#db/client.ts";

const tag = "runs";
const several = z.array(z.string().max(60)).min(1).max(50);

const comparisonSchema = z
  .object({
    basis: z.enum(["gold", "answers"]).describe("trusted labels, or people’s answers"),
    items: z.int().describe("that both have predicted without having learnt from them"),
    audited: z.int().describe("of these, items that stand for others"),
    accuracy: z.object({ first: z.number(), second: z.number() }).nullable(),
    difference: estimate.nullable().describe("first − second on the same items, with its 95 % interval"),
    verdict: z.enum(["better", "worse", "even", "too few"]),
  })
  .meta({ id: "MachineComparison" });

const asked = z.object({ deferred: z.int(), audit: z.int() });

/** @throws Problem 404 */
function finished(db: Db, projectId: number, id: number): void {
  if (projectRun(db, projectId, id)?.state !== "finished") throw noRun();
}

export const panelRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/panels",
      tag,
      action: "read",
      role: "researcher",
      summary: "Panels: trainings that were asked for together, newest first",
      query: z.strictObject(pageQuery),
      response: pageOf(z.object({ panel: z.int(), createdAt: z.int(), runs: z.array(z.int()) })),
    },
    ({ db, project, query }) =>
      pageBy(query, (after, most) =>
        listPanels(db, project.id, most, after).map(({ panel: { id, createdAt }, runs }) => ({
          ...{ id, panel: id, createdAt },
          runs: runs.map((run) => run.id),
        })),
      ),
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/panels",
      tag,
      action: "write",
      role: "admin",
      summary: "Train a panel: methods × labels × backbones",
      body: z.strictObject({
        methods: several,
        labels: several.describe("as in /label-sources"),
        backbones: several.default(["quick"]),
        encoder: z
          .int()
          .positive()
          .nullable()
          .default(null)
          .describe("number of the encoder whose features all learn from; null: the pictures themselves"),
        epochs: z.int().min(1).max(10_000).default(20),
        seed: z.int().min(0).max(0xffffffff).default(1),
        launch: chosenLaunch,
      }),
      status: 202,
      response: z.object({ panel: z.int(), runs: z.array(z.int()) }),
    },
    async ({ db, project, body: { methods, labels, backbones, encoder, epochs, seed, launch }, now }) => {
      const sources = labelSources(db, project.id).filter(({ key }) => labels.includes(key));
      if (sources.length < new Set(labels).size)
        throw misfit("body.labels", "This project has no such labels.");
      const options = { epochs };
      const wanted = { methods, backbones, sources, options, seed, launch, encoder: encoderFor(db, encoder) };
      const sizes = await sizesOf(project.id, sources, panelOptions(options));
      const { panel, runs } = done(startPanel(db, project, wanted, now, sizes));
      return { panel: panel.id, runs: runs.map(({ id }) => id) };
    },
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/panels/{panel}/cancel",
      tag,
      action: "write",
      role: "admin",
      summary: "Cancel what a panel has not trained yet",
      params: z.strictObject({ panel: writtenId }),
      response: z.object({ cancelled: z.int() }),
    },
    ({ db, project, params: { panel }, now }) => {
      if (!listPanels(db, project.id).some((each) => each.panel.id === panel))
        throw new Problem(404, "There is no such panel.");
      return { cancelled: cancelPanel(db, project, panel, now) };
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/comparison",
      tag,
      action: "read",
      role: "researcher",
      summary:
        "Machines on the items with gold that all of them predicted, the first beside each of the others",
      query: z.strictObject({
        run: z.array(writtenId).min(2).max(20).describe("given several times: numbers of finished runs"),
      }),
      response: z.object({
        items: z.int(),
        machines: z.array(
          z.object({
            run: z.int(),
            accuracy: proportion,
            difference: estimate.nullable(),
            verdict: comparisonSchema.shape.verdict,
            classes: z.array(z.object({ recall: proportion, precision: proportion })),
          }),
        ),
      }),
    },
    async ({ db, project, query: { run: runs } }) => {
      for (const id of runs) finished(db, project.id, id);
      const { items, machines } = await manyOf(project.id, runs);
      return { items, machines: machines.map((machine, i) => ({ ...machine, run: runs[i] ?? 0 })) };
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/runs/{run}/comparison",
      tag,
      action: "read",
      role: "researcher",
      summary: "A machine beside another: by gold where there is enough, else by people’s answers",
      params: runParams,
      query: z.strictObject({ against: writtenId }),
      response: comparisonSchema,
    },
    ({ db, project, params: { run }, query: { against } }) => {
      for (const id of [run, against]) finished(db, project.id, id);
      return comparisonOf(project.id, run, against);
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/runs/{run}/queue-change",
      tag,
      action: "read",
      role: "researcher",
      summary: "What would become of the queue if a machine routed",
      params: runParams,
      response: z
        .object({
          now: asked,
          then: asked,
          newlyAsked: z.int(),
          noLongerAsked: z.int(),
          answersThere: z.int().describe("answers to items no longer asked; they stay and count"),
        })
        .meta({ id: "QueueChange" }),
    },
    ({ db, project, params: { run } }) => {
      finished(db, project.id, run);
      return queueChangeOf(project.id, run);
    },
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/combined-run",
      tag,
      action: "write",
      role: "admin",
      summary: "Make one machine of those that there are",
      status: 202,
      response: z.object({ id: z.int(), name: z.string() }),
    },
    ({ db, project, now }) => done(combineMachines(db, project, now)),
  ),
  projectRoute(
    {
      method: "patch",
      path: "/projects/{project}/runs/{run}",
      tag,
      action: "write",
      role: "admin",
      summary: "Change a run’s name or note",
      params: runParams,
      description: "What is left out stays. Figures, tables and exports call it by its name as well.",
      body: z
        .strictObject(runWords.partial().shape)
        .refine((body) => Object.keys(body).length > 0, "Say what to change."),
      response: null,
    },
    ({ db, project, params: { run }, body: { name, note }, now }) => {
      const found = projectRun(db, project.id, run);
      if (!found) throw noRun();
      return done(renameRun(db, project, run, { name: name ?? found.name, note: note ?? found.note }, now));
    },
  ),
  projectRoute(
    {
      method: "put",
      path: "/projects/{project}/runs/{run}/pinned",
      tag,
      action: "write",
      role: "admin",
      summary: "Keep a run’s weights whatever the rule for weights says, or no longer",
      params: runParams,
      body: z.strictObject({ pinned: z.boolean() }),
      response: null,
    },
    ({ db, project, params: { run }, body: { pinned }, now }) => {
      if (!projectRun(db, project.id, run)) throw noRun();
      return done(pinWeights(db, project, run, pinned, now));
    },
  ),
  projectRoute(
    {
      method: "delete",
      path: "/projects/{project}/runs/{run}",
      tag,
      action: "write",
      role: "admin",
      summary: "Delete a machine with its predictions",
      params: runParams,
      response: null,
    },
    ({ db, project, params: { run }, now }) => {
      if (!projectRun(db, project.id, run)) throw noRun();
      return done(deleteRun(db, project, run, now));
    },
  ),
];
