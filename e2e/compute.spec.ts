import { eq } from "drizzle-orm";
import { expect, test } from "playwright/test";
import { findProject } from "#db/dataset/projects.ts";
import { installationSettings } from "#db/machines/launching.ts";
import { dataDir } from "#db/data-dir.ts";
import { removeWeights } from "#db/machines/checkpoints.ts";
import { findRun, listRuns } from "#db/machines/runs.ts";
import { weightsRule } from "#db/machines/weights.ts";
import { jobs, runs } from "#db/schema.ts";
import { command, smallDataset } from "./dataset.ts";
import { looked } from "./looked.ts";
import { signIn } from "./session.ts";
import { adminPassword, startTandem, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";

/** Where trainings are done is said once for all, otherwise for a project; a run tells where it was done and its cost. */
test.describe.configure({ mode: "serial" }); // one run for both
let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem();
  const { zip, csv } = await smallDataset({ train: 100, test: 40 });
  const columns = ["--gold", "truth", "--humans", "anna", "--split", "first:100"];
  command(tandem, "import", "--project", "shapes", "--images", zip, "--labels", csv, ...columns);
});
test.afterAll(() => tandem.stop());
test.beforeEach(({ page }) => signIn(page, tandem, "admin", adminPassword));

const project = () => {
  const found = inDatabase(tandem, (db) => findProject(db, "shapes"));
  if (!found) throw new Error("no project");
  return found;
};

test("the installation says Slurm, the project this machine; a training's place, cost and log are on its page", async ({
  page,
}) => {
  await page.goto(`${tandem.url}/admin`);
  await page.getByRole("link", { name: "Compute" }).click();
  await page.getByLabel("Trainings run on").selectOption({ label: "Slurm" });
  await page.getByLabel("Partition").fill("gpu");
  await page.getByLabel("Graphics cards").fill("1");
  await page.getByLabel("Time limit, minutes").fill("90");
  await page.getByLabel("More sbatch options").fill("--wrap=id");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByLabel("More sbatch options")).toHaveAttribute("aria-invalid", "true");
  expect(inDatabase(tandem, installationSettings)).toBeNull();
  await page.getByLabel("More sbatch options").fill("--account=lab  --nice=5");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  expect(inDatabase(tandem, installationSettings)).toMatchObject({
    launcher: "slurm",
    slurm: { queue: "gpu", cards: 1, minutes: 90, memory: null, flags: ["--account=lab", "--nice=5"] },
  });
  await looked(page, "compute");

  // what Kubernetes would never take is refused at the field, and changes nothing
  await page.getByLabel("Trainings run on").selectOption({ label: "Kubernetes" });
  await expect(page.getByLabel("Kueue’s queue")).toHaveValue("");
  await page.getByLabel("Namespace").fill("ML");
  await page.getByLabel("Image").fill("registry.lab/tandem:1");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  for (const wrong of ["Namespace", "Volume claim", "Mounted at"])
    await expect(page.getByLabel(wrong)).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Image")).not.toHaveAttribute("aria-invalid");
  await expect(page.getByLabel("Image")).toHaveValue("registry.lab/tandem:1");
  expect(inDatabase(tandem, installationSettings)).toMatchObject({ launcher: "slurm" });
  await looked(page, "compute-refused");

  // this machine for a while, and Slurm as it was
  await page.getByLabel("Trainings run on").selectOption({ label: "this machine" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Trainings run on")).toHaveValue("local");
  await page.getByLabel("Trainings run on").selectOption({ label: "Slurm" });
  await expect(page.getByLabel("Partition")).toHaveValue("gpu");
  await expect(page.getByLabel("More sbatch options")).toHaveValue("--account=lab --nice=5");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();

  await page.goto(`${tandem.url}/admin/projects/shapes/settings`);
  // Kubernetes is not set up, so it is not offered
  await expect(page.getByLabel("Trainings run on").getByRole("option")).toHaveText([
    ...["as set for the installation", "this machine", "Slurm"],
  ]);
  await page.getByLabel("Trainings run on").selectOption({ label: "this machine" });
  await page.getByRole("button", { name: "Save where they run" }).click();
  await expect(page.getByText("Saved. It holds")).toBeVisible();
  expect(project().launch).toEqual({ launcher: "local" });

  // a run may go elsewhere than its project; what is refused is marked where it was folded away
  await page.goto(`${tandem.url}/admin/projects/shapes/runs/train`);
  await page.getByText("Where it runs").click();
  await page.getByLabel("Trainings run on").selectOption({ label: "Slurm" });
  await page.getByLabel("Partition").fill("no; such");
  await page.getByLabel("Epochs").fill("2");
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await expect(page.getByLabel("Partition")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Trainings run on").selectOption({ label: "this machine" });
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "CE" })).toBeVisible();
  const run = inDatabase(tandem, (db) => findRun(db, 1));
  if (!run) throw new Error("no run");
  expect(run.launch).toEqual({ launcher: "local" });
  await page.goto(`${tandem.url}/admin/projects/shapes/runs/${run.id}`);
  await expect(page.getByText("of computing")).toBeVisible({ timeout: 120_000 });
  const finished = inDatabase(tandem, (db) => findRun(db, run.id));
  expect(finished).toMatchObject({ launcher: "local", cardSeconds: 0 });
  expect(finished?.hosts).toHaveLength(1);
  await page.getByText("What happened in its training").click();
  await expect(page.getByText("epoch.finished").first()).toBeVisible();
  await looked(page, "run-with-log");
  await page.goto(`${tandem.url}/admin/compute`);
  await expect(page.getByRole("row").filter({ hasText: "this machine" })).toHaveCount(1);

  // why a cluster does not take work is said in its own words
  const quota = "exceeded quota: tandem, requested: count/jobs.batch=1, used: 3, limited: 3";
  const note = {
    elsewhere: { launcher: "kubernetes", waiting: 0, running: 0, done: 0, detail: "", refused: quota },
  };
  const held = { kind: "predict", payload: {}, state: "running", workerId: "another", note } as const;
  inDatabase(tandem, (db) =>
    db
      .insert(jobs)
      .values({ ...held, createdAt: Date.now() })
      .run(),
  );
  await page.reload();
  await expect(page.getByText(quota)).toBeVisible();
  await looked(page, "compute-waiting");
  inDatabase(tandem, (db) => db.delete(jobs).where(eq(jobs.workerId, "another")).run());
});

test("what takes room is said by kind and project; a rule for weights is saved, and a run can be kept from it", async ({
  page,
}) => {
  await page.goto(`${tandem.url}/admin/system`);
  await page.getByRole("link", { name: "what takes room" }).click();
  await expect(page.getByRole("row").filter({ hasText: "shapes" })).toHaveCount(1);
  await page.getByLabel("Newest runs that keep their weights").fill("3");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The worker applies it within the hour.")).toBeVisible();
  expect(inDatabase(tandem, weightsRule)).toBe(3);
  await looked(page, "storage");

  const [run] = inDatabase(tandem, (db) => listRuns(db, project().id));
  await page.goto(`${tandem.url}/admin/projects/shapes/runs/${run?.id}`);
  await page.getByRole("button", { name: "Always keep these" }).click();
  await expect(page.getByRole("button", { name: "Leave it to the rule" })).toBeVisible();
  expect(inDatabase(tandem, (db) => findRun(db, run?.id ?? -1)?.weightsPinned)).toBe(true);

  // as the rule leaves one
  const dir = dataDir(tandem.data);
  inDatabase(tandem, (db) => {
    db.update(runs).set({ weightsRemovedAt: Date.now(), weightsGone: true }).run();
    removeWeights(dir, run?.id ?? -1);
  });
  await page.reload();
  await expect(page.getByText("Its weights were removed on")).toBeVisible();
  await expect(page.getByRole("link", { name: "Download the model" })).toHaveCount(0);
  await looked(page, "run-without-weights");
});
