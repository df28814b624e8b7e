import { z } from "zod";
import { done } from "../outcome.ts";
import { projectRoute } from "../route.ts";
import { checkSettings, setChecks } from "#db/labelling/check-settings.ts";
import { pauseProject } from "#db/labelling/pausing.ts";
import { practiceSettings, setPractice } from "#db/labelling/practice-settings.ts";
import { setWorkSettings, workSettings } from "#db/labelling/work-settings.ts";

const common = { tag: "projects", method: "put", action: "admin", role: "admin", response: null } as const;

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
];
