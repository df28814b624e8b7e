import { expect, test } from "vitest";
import { labelSources } from "#db/machines/label-sources.ts";
import {
  installationSettings,
  projectSettings,
  runProblems,
  setInstallationSettings,
  setProjectSettings,
  settingsFor,
} from "#db/machines/launching.ts";
import { startPanel } from "#db/machines/panels.ts";
import { startRun } from "#db/machines/start-run.ts";
import { auditLog, projects, runs } from "#db/schema.ts";
import { ok } from "#lib/domain.ts";
import { newWorld } from "./world.ts";

const works = { image: "registry.lab/tandem:1", claim: "tandem-shared", mount: "/shared" };

function start() {
  const world = newWorld([0.2, 0.9]);
  const { db } = world.database;
  return { db, project: world.project() };
}

test("settings that Kubernetes would refuse are told by field, and nothing is changed", () => {
  const { db } = start();
  setInstallationSettings(db, { launcher: "slurm", queue: "gpu" }, null, 1);
  const before = installationSettings(db);
  const problems = setInstallationSettings(
    db,
    { launcher: "kubernetes", namespace: "ML/Team", claim: "Claim@X", queue: "a/b:c" },
    ...([null, 2] as const),
  );
  expect(Object.keys(problems ?? {}).sort()).toEqual(["claim", "image", "mount", "namespace", "queue"]);
  expect(installationSettings(db)).toEqual(before);
  expect(db.select().from(auditLog).all()).toHaveLength(1);
  expect(setInstallationSettings(db, { launcher: "kubernetes", ...works }, null, 3)).toBeNull();
});

test("this machine for a while, and the cluster again as it was: for the installation and for a project", () => {
  const { db, project } = start();
  const cluster = { launcher: "kubernetes", namespace: "ml", cards: 2, ...works } as const;
  setInstallationSettings(db, cluster, null, 1);
  setProjectSettings(db, project, { launcher: "kubernetes", queue: "own" }, 2);
  setInstallationSettings(db, { launcher: "local" }, null, 3);
  setProjectSettings(db, project, { launcher: "local" }, 4);
  const job = { id: -1, projectId: project.id };
  expect(settingsFor(db, job).launcher).toBe("local");
  expect(setProjectSettings(db, project, null, 5)).toBeNull();
  expect(settingsFor(db, job).launcher).toBe("local");
  expect(projectSettings(db, project.id)?.kubernetes).toEqual({ queue: "own" });
  const { launcher, ...asked } = cluster;
  expect(installationSettings(db)?.[launcher]).toEqual(asked);
});

test("projects and runs are refused a launcher that nobody set up, and one that was is theirs to choose", () => {
  const { db, project } = start();
  const [source] = labelSources(db, project.id);
  if (!source) return expect.unreachable("no labels");
  const run = {
    ...{
      method: "ce",
      backbone: "quick",
      labelRaterId: source.raterId,
      pool: source.pool,
      options: {},
      seed: 1,
    },
    launch: { launcher: "slurm" } as const,
  };
  const panel = {
    methods: ["ce"],
    backbones: ["quick"],
    sources: [source],
    options: {},
    seed: 1,
    launch: run.launch,
  };
  const sizes = ok([{ trainItems: 9, predictedItems: 9 }]); // whatever there is to learn from
  const before = db.select().from(runs).all().length;
  expect(setProjectSettings(db, project, { launcher: "kubernetes" }, 1)).toHaveProperty("launcher");
  expect(runProblems(db, project.id, run.launch)).toHaveProperty("launcher");
  expect([startRun(db, project, run, 1, sizes).ok, startPanel(db, project, panel, 1, sizes).ok]).toEqual([
    false,
    false,
  ]);
  expect([db.select().from(runs).all().length, db.select().from(projects).get()?.launch]).toEqual([
    before,
    null,
  ]);

  setInstallationSettings(db, { launcher: "slurm", queue: "gpu" }, null, 2);
  setInstallationSettings(db, { launcher: "kubernetes", ...works }, null, 3);
  expect(runProblems(db, project.id, { launcher: "kubernetes", queue: "a/b:c" })).toHaveProperty("queue");
  expect(startRun(db, project, run, 4, sizes)).toMatchObject({ ok: true });
  expect(setProjectSettings(db, project, { launcher: "slurm", queue: "long" }, 5)).toBeNull();
  expect(settingsFor(db, { id: -1, projectId: project.id })).toMatchObject({
    launcher: "slurm",
    queue: "long",
  });
});
