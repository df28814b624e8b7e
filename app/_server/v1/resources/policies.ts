import { z } from "zod";
import { sizesOf, teamOf } from "../../views.ts";
import { done } from "../outcome.ts";
import { Problem } from "../problem.ts";
import { projectRoute } from "../route.ts";
import { closeByHand, reopenQueue, setAim } from "#db/labelling/aim.ts";
import { changeTeam, fitProblem, pendingFits, refit } from "#db/machines/change-team.ts";
import { firstRunOf, startFirstRun } from "#db/machines/first-run.ts";
import { predictAgain } from "#db/machines/new-pictures.ts";
import { renewalRule, setRenewal } from "#db/machines/renewal.ts";
import { aim } from "#lib/teaming/aim.ts";
import { policies } from "#lib/teaming/policies/index.ts";

const tag = "team";
const ids = policies.map(({ id }) => id);

export const policyRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/policies",
      tag,
      action: "read",
      role: "researcher",
      summary: "Policies that there are, and the one in force",
      response: z.object({
        inForce: z.string(),
        fitting: z.array(z.string()).describe("those that are being fitted, to take over"),
        problem: z.string().nullable().describe("why the newest fit came to nothing"),
        data: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            assumption: z.string().describe("what has to hold for its answers to be good ones"),
            source: z.string(),
            asks: z.enum(["together", "in turn"]),
            fitted: z.boolean().describe("whether it has parameters"),
          }),
        ),
      }),
    },
    ({ db, project }) => ({
      inForce: project.policy,
      fitting: pendingFits(db, project.id).map(({ policy }) => policy),
      problem: fitProblem(db, project.id),
      data: policies.map((policy) => ({ ...policy, fitted: policy.fit !== null })),
    }),
  ),
  projectRoute(
    {
      method: "put",
      path: "/projects/{project}/policy",
      tag,
      action: "admin",
      role: "admin",
      summary: "Let another policy decide",
      body: z.strictObject({ policy: z.enum(ids, "There is no such policy.") }),
      status: 202,
      response: z.object({ inForce: z.enum(["now", "later"]).describe("later: once it is fitted") }),
    },
    async ({ db, project, body: { policy }, now }) => {
      const { activeRunId: runId } = project;
      if (runId === null) throw new Problem(409, "Train a model first.");
      return done(await changeTeam(db, project, { runId, policy }, now));
    },
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/policy/fit",
      tag,
      action: "admin",
      role: "admin",
      summary: "Fit the policy again, to the answers that stand",
      response: null,
    },
    ({ db, project, now }) => done(refit(db, project, now)),
  ),
  projectRoute(
    {
      method: "put",
      path: "/projects/{project}/aim",
      tag,
      action: "admin",
      role: "admin",
      summary: "Say what is to be reached, or (null) nothing",
      description: "The queue closes by itself then. What stands is in /team.",
      body: z.strictObject({ aim: aim.nullable() }),
      response: null,
    },
    ({ db, project, body, now }) => done(setAim(db, project, body.aim, now)),
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/close",
      tag,
      action: "admin",
      role: "admin",
      summary: "Close labelling: nothing more is handed out",
      response: null,
    },
    async ({ db, project, now }) => {
      const { answers, evidence } = await teamOf(project.id, { renewed: true });
      return done(closeByHand(db, project, { answers, evidence }, now));
    },
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/open",
      tag,
      action: "admin",
      role: "admin",
      summary: "Open labelling again; an aim that is reached is dropped",
      response: null,
    },
    ({ db, project, now }) => done(reopenQueue(db, project, now)),
  ),
  projectRoute(
    {
      method: "put",
      path: "/projects/{project}/renewal",
      tag,
      action: "admin",
      role: "admin",
      summary: "When the machine learns again from people’s answers, and takes over by itself",
      body: z
        .strictObject(renewalRule.shape)
        .refine(
          ({ renewAfter, renewShare }) => renewAfter === null || renewShare === null,
          "Either a number of answers or a share.",
        ),
      response: null,
    },
    ({ db, project, body, now }) => {
      setRenewal(db, project, body, now);
      return null;
    },
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/new-predictions",
      tag: "runs",
      action: "write",
      role: "admin",
      summary: "Predict pictures that came later, where that failed or had no weights",
      status: 202,
      response: null,
    },
    ({ db, project, now }) => done(predictAgain(db, project, now)),
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/first-run",
      tag: "runs",
      action: "write",
      role: "admin",
      summary: "Train the first machine now, and do not wait for more labels",
      status: 202,
      response: z.object({ id: z.int(), name: z.string() }),
    },
    async ({ db, project, now }) => {
      const wanted = done(firstRunOf(db, project));
      const { labelRaterId, pool = null, options } = wanted;
      const sizes = await sizesOf(project.id, [{ raterId: labelRaterId, pool }], options);
      return done(startFirstRun(db, project, wanted, now, "person", sizes));
    },
  ),
];
