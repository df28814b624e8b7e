/**
 * `npm start`: everything a new machine needs, then web and worker together.
 * Migrates the database, makes the first admin and the demo project, builds the pages when they are
 * older than the code, starts both processes and stops both on Ctrl-C. `--dev`: the development server.
 */
import { type ChildProcess, fork, spawn, spawnSync } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { buildIsFresh } from "./start/build.ts";
import { firstAdmin, firstProject } from "./start/first-run.ts";
import { sessionSecret } from "./start/secret.ts";

if (existsSync(".env")) process.loadEnvFile(".env");

const { values: options } = parseArgs({
  options: {
    dev: { type: "boolean", default: false },
    port: { type: "string", default: process.env.PORT ?? "3000" },
    host: { type: "string", default: process.env.HOST ?? "127.0.0.1" },
    demo: { type: "boolean", default: process.env.TANDEM_DEMO !== "0" },
    help: { type: "boolean", default: false },
  },
  allowNegative: true,
});
if (options.help) {
  console.log(`npm start -- [--port 3000] [--host 127.0.0.1] [--no-demo]

Starts Tandem: migrates the database, builds the pages if needed, runs web and worker.
--host 0.0.0.0 lets other machines in (then set NEXTAUTH_URL to the address people use).
Data lie in $TANDEM_DATA (default ./data). See .env.example for the other settings.`);
  process.exit(0);
}

const port = Number(options.port);
if (!(Number.isInteger(port) && port > 0 && port < 65536)) stopWith(`“${options.port}” is no port number.`);
const address = process.env.NEXTAUTH_URL ?? `http://localhost:${port}`;
const dir = dataDir();
const next = join("node_modules", "next", "dist", "bin", "next");

const database = openDatabase(dir.database);
migrateDatabase(database);
const password = await firstAdmin(database.db, Date.now());
if (password !== null) {
  console.log(
    `\n  First admin:  name  admin\n                password  ${password}   (shown only now; you choose your own at the first sign-in)\n`,
  );
}
if (options.demo) await firstProject(database.db, dir, Date.now, (line) => console.log(`  ${line}`));
database.close();

if (!options.dev && !buildIsFresh()) {
  console.log("  Building the pages (half a minute) …");
  const build = spawnSync(process.execPath, [next, "build"], {
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
    encoding: "utf8",
  });
  if (build.status !== 0) stopWith(`The pages could not be built.\n${build.stdout}\n${build.stderr}`);
}

const env = {
  ...process.env,
  TANDEM_DATA: dir.root,
  NEXTAUTH_SECRET: sessionSecret(dir),
  NEXTAUTH_URL: address,
  NEXT_TELEMETRY_DISABLED: "1",
};
const logFile = join(dir.root, "tandem.log");
const logged = !options.dev && process.env.TANDEM_LOG !== "stdout";
const logStream = logged ? createWriteStream(logFile, { flags: "a" }) : null;
let stopping = false;
/** the web process has answered once */
let ready = false;
/** A web process that ends sooner than this after its start is not started again. */
const hopelessMs = 3000;

function follow(child: ChildProcess): void {
  if (!logStream) return;
  child.stdout?.pipe(logStream, { end: false });
  child.stderr?.pipe(logStream, { end: false });
}
const stdio = logged ? "pipe" : "inherit";

function startWeb(): ChildProcess {
  const command = options.dev ? "dev" : "start";
  const child = spawn(process.execPath, [next, command, "-p", String(port), "-H", options.host], {
    env,
    stdio: ["ignore", stdio, stdio],
  });
  follow(child);
  const startedAt = Date.now();
  child.on("exit", (code, signal) => {
    if (stopping) return;
    const how = `The web process ended (${signal ?? `code ${code ?? "none"}`})`;
    // One that never answered would not the second time either: the port is taken, say.
    if (!ready || Date.now() - startedAt < hopelessMs) void stop(`${how}; the log is ${logFile}.`);
    else {
      console.log(`  ${how}; starting it again.`);
      web = startWeb();
    }
  });
  return child;
}

function startWorker(): ChildProcess {
  const child = fork(join(import.meta.dirname, "..", "main.ts"), {
    env,
    stdio: ["ignore", stdio, stdio, "ipc"],
  });
  follow(child);
  child.on("exit", (code) => {
    if (stopping) return;
    console.log(`  The worker ended (code ${code ?? "none"}); starting it again.`);
    setTimeout(() => {
      if (!stopping) worker = startWorker();
    }, 2000);
  });
  return child;
}

let web = startWeb();
let worker = startWorker();

async function stop(reason: string | null): Promise<never> {
  if (stopping) return new Promise(() => undefined);
  stopping = true;
  if (reason) console.error(`\n  ${reason}`);
  const children = [web, worker].filter((child) => child.exitCode === null && child.signalCode === null);
  const ends = children.map((child) => new Promise((resolve) => child.once("exit", resolve)));
  for (const child of children) child.kill("SIGTERM");
  // Open live streams can hold the web process; nothing acknowledged is lost by ending it.
  await Promise.race([Promise.all(ends), sleep(5000)]);
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  if (!reason) console.log("  Stopped.");
  process.exit(reason ? 1 : 0);
}
process.on("SIGINT", () => void stop(null));
process.on("SIGTERM", () => void stop(null));

function stopWith(message: string): never {
  console.error(`\n  ${message}\n`);
  process.exit(1);
}

for (;;) {
  if (stopping) break;
  const answers = await fetch(`http://127.0.0.1:${port}/api/health`).then(
    (response) => response.ok,
    () => false,
  );
  if (answers) {
    ready = true;
    console.log(
      `\n  Tandem is ready at ${address}\n  Ctrl-C stops it.${logged ? ` The log is ${logFile}.` : ""}\n`,
    );
    break;
  }
  await sleep(200);
}
