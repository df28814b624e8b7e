/** `npm run bench:kill-loop`: the loop with web and worker killed in every phase of it (test/hostile/loop-kill.test.ts). */
import { spawnSync } from "node:child_process";

const { status } = spawnSync(
  "node_modules/.bin/vitest",
  ["run", "--config", "test/vitest.config.ts", "test/hostile/loop-kill.test.ts"],
  { stdio: "inherit", env: { ...process.env, TANDEM_LONG: "1" } },
);
process.exitCode = status ?? 1;
