/**
 * `npm run bench:image`: the image is built; pages and worker are started as deploy/compose.yaml starts them, asked,
 * and stopped.
 *   npm run bench:image -- --base docker.io/library/node:24-bookworm-slim
 * Without --base one is made of Debian's packages and the Node that npm ci installed, so that no registry of images is
 * needed: Debian's debootstrap, and root. Needs podman; more options of it, where the machine needs them:
 *   --build="--isolation chroot --network host" --run="--network host --ulimit nofile=10000:10000" --runtime runc
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";

const words = z
  .string()
  .default("")
  .transform((text) => text.split(" ").filter(Boolean));
const text = { type: "string" } as const;
const given = z
  .object({ base: z.string().optional(), runtime: z.string().optional(), build: words, run: words })
  .parse(parseArgs({ options: { base: text, runtime: text, build: text, run: text } }).values);
const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "tandem-image-"));
const image = "localhost/tandem-bench";
const ownBase = "localhost/tandem-bench-node";
const [web, worker, volume] = ["tandem-bench-web", "tandem-bench-worker", "tandem-bench-data"];
const port = 3997;
/** What this machine trusts: its registry of packages may have a certificate of its own. */
const trusted = "/etc/ssl/certs/ca-certificates.crt";

function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    cwd: root,
    maxBuffer: 1e9,
  });
  if (status !== 0)
    throw new Error(`${program} ${args.join(" ")}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
  return stdout.trim();
}
const podman = (...args: string[]) =>
  run("podman", ...(given.runtime === undefined ? [] : ["--runtime", given.runtime]), ...args);

if (spawnSync("podman", ["--version"]).status !== 0) {
  console.log("Not tried: there is no podman here.");
  process.exit(0);
}

/** Debian, the Node of npm and npm itself, as the official image has them. */
function makeBase(): string {
  const tree = join(folder, "debian");
  run("debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", tree);
  cpSync(trusted, join(tree, trusted));
  const node = join(root, "node_modules", `node-linux-${process.arch}`, "bin", "node");
  if (!existsSync(node)) throw new Error("npm ci first: its Node goes into the image");
  cpSync(node, join(tree, "usr/local/bin/node"));
  mkdirSync(join(tree, "usr/local/lib/node_modules"), { recursive: true });
  cpSync(join(run("npm", "root", "--global"), "npm"), join(tree, "usr/local/lib/node_modules/npm"), {
    recursive: true,
  });
  writeFileSync(
    join(tree, "usr/local/bin/npm"),
    '#!/bin/sh\nexec node /usr/local/lib/node_modules/npm/bin/npm-cli.js "$@"\n',
    { mode: 0o755 },
  );
  run(
    "sh",
    "-c",
    `tar -C "${tree}" -c . | podman import --change "ENV NODE_EXTRA_CA_CERTS=${trusted}" - ${ownBase}`,
  );
  return ownBase;
}

const seconds = (from: number) => ((performance.now() - from) / 1000).toFixed(1);
const megabytes = (of: string) =>
  (Number(podman("image", "inspect", "--format", "{{.Size}}", of)) / 1e6).toFixed(0);
try {
  const base = given.base ?? makeBase();
  const began = performance.now();
  const args = [`NODE_IMAGE=${base}`, "REVISION=bench", "PACKAGES="].flatMap((arg) => ["--build-arg", arg]);
  podman("build", "--format", "docker", ...given.build, ...args, "--tag", image, ".");
  console.log(`built in ${seconds(began)} s: ${megabytes(image)} MB on a base of ${megabytes(base)} MB`);
  await tryBoth();
} finally {
  for (const name of [worker, web]) spawnSync("podman", ["rm", "--force", name]);
  spawnSync("podman", ["volume", "rm", "--force", volume]);
  rmSync(folder, { recursive: true, force: true });
}

function start(name: string, options: readonly string[], env: readonly string[], ...command: string[]): void {
  const hardened = "--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges".split(" ");
  const own = env.flatMap((setting) => ["--env", setting]);
  podman(
    "run",
    "--detach",
    "--name",
    name,
    ...hardened,
    "--volume",
    `${volume}:/data`,
    ...own,
    ...options,
    ...given.run,
    image,
    "node",
    "workers/tandem.js",
    ...command,
  );
}

async function tryBoth(): Promise<void> {
  const started = performance.now();
  const token = "a token of the benchmark";
  start(
    web,
    ["--publish", `127.0.0.1:${port}:${port}`],
    [`PORT=${port}`, "TANDEM_DEMO=0", `TANDEM_METRICS_TOKEN=${token}`],
    "start",
    "--no-worker",
  );
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } }).then(
      (response) => response.text(),
      () => null,
    );
  for (let tries = 0; (await ask("/api/health")) === null; tries++) {
    if (tries > 480) throw new Error(podman("logs", web));
    await sleep(250);
  }
  console.log(`answers after ${seconds(started)} s`);
  start(worker, [], [], "worker");
  const beside = async () => (await ask("/api/health"))?.includes('"workers":1');
  for (let tries = 0; !(await beside()); tries++) {
    if (tries > 240) throw new Error(podman("logs", worker));
    await sleep(250);
  }
  console.log(`health with the worker beside it: ${await ask("/api/health")}`);
  console.log(`account: ${podman("exec", web, "id")}`);
  console.log(`health check: ${podman("healthcheck", "run", web) || "healthy"}`);
  const written = spawnSync("podman", ["exec", web, "touch", "/app/x"]).status === 0;
  console.log(`can change its code: ${written ? "yes" : "no"}`);
  console.log(`database: ${podman("exec", web, "stat", "-c", "mode %a, account %u", "/data/tandem.db")}`);
  for (const name of [worker, web]) {
    const stopping = performance.now();
    podman("stop", "--time", "20", name);
    const code = podman("inspect", "--format", "{{.State.ExitCode}}", name);
    console.log(`${name} stopped in ${seconds(stopping)} s, exit code ${code}`);
  }
}
