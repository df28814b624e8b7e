/** `npm start` without the pages: a data folder, the real supervisor and worker. Arguments: port, mode of the web process. */
import { dataDir } from "#db/data-dir.ts";
import { Expected } from "#lib/expected.ts";
import { servingDatabase } from "#workers/commands/project-database.ts";
import { supervise } from "#workers/commands/start/supervise.ts";

const [port = "", mode = ""] = process.argv.slice(2);
try {
  await servingDatabase(() => undefined);
  await supervise({
    dir: dataDir(),
    args: ["test/workers/web-process.ts", port, mode],
    env: process.env,
    host: "127.0.0.1",
    port: Number(port),
    address: `http://localhost:${port}`,
    worker: mode !== "alone",
    log: true,
  });
} catch (error) {
  process.stderr.write(`${error instanceof Expected ? error.message : String(error)}\n`);
  process.exit(1);
}
