import { z } from "zod";
import { done } from "../outcome.ts";
import { pageOf, pageOfAll, pageQuery } from "../paging.ts";
import { projectRoute } from "../route.ts";
import { known, personParams } from "./people.ts";
import { checkSettings, setChecks } from "#db/labelling/check-settings.ts";
import { pausePerson, pauseProject } from "#db/labelling/pausing.ts";
import { giveTry, letIn, listPractice, takeLetInBack } from "#db/labelling/practice-people.ts";
import { practiceSettings, setPractice } from "#db/labelling/practice-settings.ts";
import { setWorkSettings, workSettings } from "#db/labelling/work-settings.ts";
import { mayBeAsked } from "#db/people/members.ts";

const people = { tag: "people", action: "admin", role: "admin", response: null } as const;
const common = { tag: "projects", method: "put", action: "admin", role: "admin", response: null } as const;

const standingSchema = z
  .object({
    ...{ id: z.int(), name: z.string(), displayName: z.string() },
    due: z.boolean().describe("they have to pass before they label"),
    tries: z.int().describe("rounds begun"),
    triesLeft: z.int().nullable().describe("rounds that may still be; null: no limit"),
    underWay: z.boolean(),
    round: z
      .object({ endedAt: z.int(), right: z.int(), answered: z.int(), passed: z.boolean() })
      .nullable()
      .describe("the one that they passed, else the last that ended"),
    letInAt: z.int().nullable().describe("when they were let in without practice"),
  })
  .meta({ id: "PracticeStanding" });

/** How people work in a project. */
export const workRoutes = [
  projectRoute(
    {
      ...common,
      path: "/projects/{project}/paused",
      summary: "Let labelling rest, or go on",
      body: z.strictObject({ paused: z.boolean() }),
    },
    ({ db, project, body: { paused }, now }) => {
      pauseProject(db, project, paused, now);
      return null;
    },
  ),
  projectRoute(
    {
      ...common,
      path: "/projects/{project}/limits",
      summary: "How much one person may do, and whether in the grid",
      body: z.strictObject(workSettings.shape),
    },
    ({ db, project, body, now }) => {
      setWorkSettings(db, project, body, now);
      return null;
    },
  ),
  projectRoute(
    {
      ...common,
      path: "/projects/{project}/practice",
      summary: "Have people practise before they label, or (null) not any more",
      body: z.strictObject({ practice: z.strictObject(practiceSettings.shape).nullable() }),
    },
    ({ db, project, body: { practice }, now }) => done(setPractice(db, project, practice, now)),
  ),
  projectRoute(
    {
      ...common,
      path: "/projects/{project}/checks",
      summary: "How often people are asked something whose answer is known",
      body: z.strictObject(checkSettings.shape),
    },
    ({ db, project, body, now }) => {
      setChecks(db, project, body, now);
      return null;
    },
  ),
  projectRoute(
    {
      ...people,
      method: "put",
      path: "/projects/{project}/people/{person}/paused",
      summary: "Let one person’s work in a project rest, or go on",
      params: personParams,
      body: z.strictObject({ paused: z.boolean() }),
    },
    ({ db, project, params: { person }, body: { paused }, now }) =>
      done(pausePerson(db, project, known(db, person).id, paused, now)),
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/practice",
      tag: "people",
      action: "admin",
      role: "admin",
      summary: "How everybody stands with practice, by number",
      query: z.strictObject(pageQuery),
      response: pageOf(standingSchema),
    },
    ({ db, project, query }) => pageOfAll(query, listPractice(db, project, mayBeAsked(db, project))),
  ),
  projectRoute(
    {
      ...people,
      method: "post",
      path: "/projects/{project}/people/{person}/practice-try",
      summary: "Give somebody one more round of practice",
      params: personParams,
    },
    ({ db, project, params: { person }, now }) => done(giveTry(db, project, known(db, person).id, now)),
  ),
  projectRoute(
    {
      ...people,
      method: "put",
      path: "/projects/{project}/people/{person}/let-in",
      summary: "Let somebody label without having passed practice",
      params: personParams,
    },
    ({ db, project, params: { person }, now }) => done(letIn(db, project, known(db, person).id, now)),
  ),
  projectRoute(
    {
      ...people,
      method: "delete",
      path: "/projects/{project}/people/{person}/let-in",
      summary: "Have whoever was let in pass practice after all",
      params: personParams,
    },
    ({ db, project, params: { person }, now }) => done(takeLetInBack(db, project, known(db, person).id, now)),
  ),
];
