import { expect, test } from "vitest";
import { type LaunchProblems, launchProblems, launchersSetUp } from "#lib/launch-problems.ts";
import {
  type InstallationLaunch,
  installationLaunch,
  type InstallationLaunches,
  launchOf,
  type LaunchSettings,
  type OwnLaunch,
  usualLaunch,
  withChoice,
} from "#lib/launching.ts";

/** Names and letters as sbatch's manual has them; getopt takes the beginning of a long one, and several letters in one word. */
test.each([
  ...[
    "--output=/x",
    "--output",
    "--outp=/x",
    "-o/x",
    "-o",
    "-o=/x",
    "-Ho/x",
    "-D/x",
    "-a0-99",
    "-sva0-99",
    "-Q",
    "--quiet",
  ],
  ...["--arr=0-99", "--wrap=id", "--wr=id", "-W", "--wait", "--test-only", "-Jname", "-e/x", "--", "-", "id"],
])("%s is not handed to sbatch", (flag) => {
  expect(installationLaunch.safeParse({ flags: ["--account=lab", flag] }).success).toBe(false);
});

test.each([
  ...["--account=lab", "-Alab", "--constraint=a100", "-Ca100", "--exclusive", "--exclude=n1", "-xn1", "-H"],
  ...[
    "--wait-all-nodes=1",
    "--gpus-per-task=2",
    "--nice=5",
    "--qos=long",
    "-qlong",
    "--time-min=5",
    "-bnow+1hour",
  ],
])("%s is", (flag) => {
  expect(installationLaunch.parse({ flags: [flag] }).flags).toEqual([flag]);
});

const cluster: LaunchSettings = {
  ...usualLaunch,
  ...{
    launcher: "kubernetes",
    image: "registry.lab:5000/team/tandem:1",
    claim: "tandem-shared",
    mount: "/shared",
  },
};
const wrong = (more: Partial<LaunchSettings>) => Object.keys(launchProblems({ ...cluster, ...more }));

/** What kubectl 1.31 refuses, or a pod that waits for its image for ever. */
test.each<[keyof LaunchProblems, readonly string[], readonly string[]]>([
  [
    "namespace",
    ["ML/Team", "ML", "-ml", "ml-", "a.b", "a".repeat(64), ""],
    ["ml", "m", "team-1", "a".repeat(63)],
  ],
  ["claim", ["Claim@X", "claim_x", "-c", "c-", "c..d", "a".repeat(254), ""], ["tandem.shared-1", "c"]],
  ["queue", ["a/b:c", "-q", "q.", "q".repeat(64)], ["", "gpu-queue", "GPU_1.b", "q".repeat(63)]],
  [
    "cardKind",
    ["gpu", "nvidia.com/", "/gpu", "a/b/c", "NVIDIA.com/gpu"],
    ["", "amd.com/gpu", "nvidia.com/mig-1g.5gb"],
  ],
  ["mount", ["", "/", "/a:b", "//"], ["/shared", "/data/shared/"]],
  [
    "image",
    ["", "Registry.lab/Team", "tandem:", "a@sha256:12", "lab/tandem:1:2", "/tandem"],
    ["tandem", "tandem:1.2-rc", "ghcr.io/lab/tandem_1@sha256:" + "a".repeat(64), "localhost:5000/x"],
  ],
])("%s, as Kubernetes takes it", (field, refused, taken) => {
  expect(refused.map((value) => [value, wrong({ [field]: value })])).toEqual(
    refused.map((value) => [value, [field]]),
  );
  expect(taken.map((value) => [value, wrong({ [field]: value })])).toEqual(taken.map((value) => [value, []]));
});

test("each launcher keeps what was said of it while another is chosen, and none lends another its own", () => {
  const { launcher, ...asked } = cluster;
  let kept: InstallationLaunches = withChoice<InstallationLaunch>(null, {
    launcher: "slurm",
    queue: "gpu",
    cards: 2,
  });
  kept = withChoice<InstallationLaunch>(kept, { launcher, ...asked });
  kept = withChoice<InstallationLaunch>(kept, { launcher: "local" });
  expect(launchOf(kept)).toEqual(usualLaunch);
  expect(launchersSetUp(kept)).toEqual(["local", "slurm", "kubernetes"]);
  expect(launchOf(kept, { launcher: "slurm" })).toMatchObject({ launcher: "slurm", queue: "gpu", cards: 2 });
  expect(launchOf(kept, { launcher: "kubernetes" })).toEqual(cluster);
  expect(launchOf(kept, { launcher: "slurm" }, { launcher: "kubernetes", cores: 8 })).toEqual({
    ...cluster,
    cores: 8,
  });
  // a project that says nothing any more leaves nothing behind
  const slurm = withChoice<InstallationLaunch>(kept, { launcher: "slurm", queue: "gpu" });
  const project = withChoice<OwnLaunch>({ launcher: "slurm", slurm: { queue: "own" } }, null);
  expect([project.slurm, launchOf(slurm, project).queue]).toEqual([{ queue: "own" }, "gpu"]);
});

test("a launcher without settings that can work is none to choose", () => {
  expect(launchersSetUp(null)).toEqual(["local"]);
  expect(launchersSetUp({ launcher: "slurm", slurm: {}, kubernetes: { image: "tandem:1" } })).toEqual([
    "local",
    "slurm",
  ]);
});
