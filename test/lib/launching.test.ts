import { expect, test } from "vitest";
import { installationLaunch } from "#lib/launching.ts";

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
