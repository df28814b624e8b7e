import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

/** What is handed out for running Tandem, read by the programs that it is for, where those are installed. */

const root = join(import.meta.dirname, "..", "..");
const has = (program: string) => spawnSync(program, ["--version"]).status === 0;
const run = (program: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: "utf8" });
  return { status, said: stdout + stderr };
};
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tandem-deploy-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test.skipIf(!has("promtool"))(
  "promtool: the example and the alerts are right, and sound when they should",
  () => {
    const folder = newFolder();
    cpSync(join(root, "deploy", "prometheus"), folder, { recursive: true });
    const token = join(folder, "token");
    writeFileSync(token, "a token of sixteen or more");
    const config = join(folder, "prometheus.yml");
    writeFileSync(config, readFileSync(config, "utf8").replace("/etc/prometheus/tandem-token", token));
    for (const args of [
      ["check", "config", config],
      ["test", "rules", join(folder, "tandem.test.yml")],
    ])
      expect(run("promtool", ...args)).toMatchObject({ status: 0 });
  },
);

test.skipIf(!has("systemd-analyze"))("systemd: the units are right", () => {
  // as they are installed: systemd looks whether what they start is there
  const folder = newFolder();
  for (const path of ["srv/tandem/node_modules/.bin", "bin", "units"])
    mkdirSync(join(folder, path), { recursive: true });
  const node = join(folder, "srv/tandem/node_modules/.bin/node");
  writeFileSync(node, "#!/bin/sh\n", { mode: 0o755 });
  const units = ["tandem.service", "tandem-worker@.service", "tandem-backup.service", "tandem-backup.timer"];
  const paths = units.map((name) => {
    const text = readFileSync(join(root, "deploy", "systemd", name), "utf8");
    const path = join(folder, "units", name.replace("@.", "@1."));
    writeFileSync(path, text.replaceAll("/srv/tandem", join(folder, "srv/tandem")));
    return path;
  });
  const { said } = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", ...paths);
  // of the units of this machine it may complain
  expect(said.split("\n").filter((line) => line.includes("tandem"))).toEqual([]);
});

test.skipIf(!has("docker-compose"))(
  "docker-compose: web, worker and the worker on a card share one volume",
  () => {
    const folder = newFolder();
    mkdirSync(join(folder, "deploy"));
    const file = join(folder, "deploy", "compose.yaml");
    // Debian's program is older than a name for the whole
    writeFileSync(
      file,
      readFileSync(join(root, "deploy", "compose.yaml"), "utf8").replace(/^name: .*$/m, ""),
    );
    const { status, said } = run("docker-compose", "-f", file, "config");
    expect({ status, said }).toMatchObject({ status: 0 });
    expect(said.match(/^ {4}- data:\/data:rw$/gm)).toHaveLength(3);
    expect(said.match(/^ {4}read_only: true$/gm)).toHaveLength(3);
  },
);

test.skipIf(!has("docker-compose"))("docker-compose: beside it, what a cluster needs", () => {
  const folder = newFolder();
  const files = ["compose.yaml", "compose.kubernetes.yaml"].map((name) => {
    const file = join(folder, name);
    const text = readFileSync(join(root, "deploy", name), "utf8");
    writeFileSync(file, text.replace(/^name: .*$/m, ""));
    return ["-f", file];
  });
  const { status, stdout, stderr } = spawnSync("docker-compose", [...files.flat(), "config"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, TANDEM_SHARED: "/srv/shared", KUBECONFIG: "/root/.kube/config" },
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stdout.match(/^ {4}- \/srv\/shared:\/srv\/shared:rw$/gm)).toHaveLength(2);
  expect(stdout.match(/^ {4}- data:\/data:rw$/gm)).toHaveLength(3);
  expect(stdout.match(/^ {6}KUBECONFIG: \/etc\/tandem-kubeconfig$/gm)).toHaveLength(2);
});

test("every setting that the code reads is in .env.example, or no setting of an installation", () => {
  // made by the programs for one another, by the build, or for clients and tests
  const inner = ["CARDS", "DIST", "NONCE", "REVISION", "TOKEN"].map((name) => `TANDEM_${name}`);
  const { said } = run(
    "git",
    "grep",
    "-hoE",
    "\\bTANDEM_[A-Z0-9_]*[A-Z0-9]\\b",
    "--",
    "app",
    "db",
    "lib",
    "workers",
    "proxy.ts",
    "next.config.js",
  );
  const example = readFileSync(join(root, ".env.example"), "utf8");
  const missing = [...new Set(said.trim().split("\n"))].filter((name) => !example.includes(name));
  expect(missing.sort()).toEqual(inner);
});
