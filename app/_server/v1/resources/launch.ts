import { z } from "zod";
import { projectRoute, route } from "../route.ts";
import { misfit } from "../problem.ts";
import {
  installationSettings,
  projectSettings,
  setInstallationSettings,
  setProjectSettings,
} from "#db/machines/launching.ts";
import { keepWeights, setWeightsRule, weightsRule } from "#db/machines/weights.ts";
import type { LaunchProblems } from "#lib/launch-problems.ts";
import {
  installationLaunch,
  launchOf,
  launchSettings,
  type OwnLaunch,
  ownLaunch,
  type ProjectLaunches,
} from "#lib/launching.ts";

/** Where trainings, predictions and features are made, and how long weights are kept. */

const launcher = launchSettings.shape.launcher.describe("this host, or a scheduler");

/** What a project or a run says for itself. */
export const ownLaunchSchema = z.strictObject({ ...ownLaunch.shape, launcher }).meta({ id: "Launch" });

const rule = z.object({
  keep: keepWeights.describe("so many runs of a project keep their weights, the newest; null: all do"),
});
const installation = { action: "admin", role: "admin", everywhere: true, tag: "installation" } as const;

/** What is kept of other launchers is the pages' business. */
function inForceOf(kept: ProjectLaunches | null): OwnLaunch | null {
  const { launcher } = kept ?? {};
  if (launcher === undefined) return null;
  return { launcher, ...(launcher !== "local" && kept?.[launcher]) };
}

function refuse(where: string, problems: LaunchProblems | null): void {
  const [problem] = Object.entries(problems ?? {});
  if (problem) throw misfit(`${where}.${problem[0]}`, problem[1]);
}

export const launchRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/launch",
      tag: "runs",
      action: "read",
      role: "admin",
      summary: "Where the project’s trainings are done",
      response: z.object({
        launch: ownLaunch.nullable().describe("what the project says; null: as the installation says"),
        inForce: ownLaunch.describe("what holds, with what the installation says"),
      }),
    },
    ({ db, project: { id } }) => {
      const kept = projectSettings(db, id);
      return { launch: inForceOf(kept), inForce: launchOf(installationSettings(db), kept) };
    },
  ),
  projectRoute(
    {
      method: "put",
      path: "/projects/{project}/launch",
      tag: "runs",
      action: "admin",
      role: "admin",
      summary: "Say where the project’s trainings are done, from the next one on",
      body: z.strictObject({ launch: ownLaunchSchema.nullable().describe("null: as the installation says") }),
      response: null,
    },
    ({ db, project, body: { launch }, now }) => {
      refuse("body.launch", setProjectSettings(db, project, launch, now));
      return null;
    },
  ),
  route(
    {
      ...installation,
      method: "get",
      path: "/launch",
      summary: "Where trainings are done, unless a project or a run says otherwise",
      response: launchSettings,
    },
    ({ db }) => launchOf(installationSettings(db)),
  ),
  route(
    {
      ...installation,
      method: "put",
      path: "/launch",
      summary: "Say where trainings are done",
      description:
        "It holds for what begins from now on; what is left out is as usual. What was said of other schedulers is kept.",
      body: z.strictObject({ ...installationLaunch.shape, launcher }),
      response: null,
    },
    ({ db, user, body, now }) => {
      refuse("body", setInstallationSettings(db, body, user.id, now));
      return null;
    },
  ),
  route(
    {
      ...installation,
      method: "get",
      path: "/weights-rule",
      summary: "How many runs of a project keep their weights",
      response: rule,
    },
    ({ db }) => ({ keep: weightsRule(db) }),
  ),
  route(
    {
      ...installation,
      method: "put",
      path: "/weights-rule",
      summary: "Say how many runs of a project keep their weights",
      description: "The worker applies it within the hour. Pinned runs keep theirs.",
      body: z.strictObject(rule.shape),
      response: null,
    },
    ({ db, user, body: { keep }, now }) => {
      setWeightsRule(db, keep, user.id, now);
      return null;
    },
  ),
];
