/** Holds a data folder until it is killed. Arguments: data folder, hold. */
import { dataDir } from "#db/data-dir.ts";
import { holdDataDir } from "#db/data-lock.ts";
import { holderNow } from "#workers/data-folder.ts";

const [root = "", hold = ""] = process.argv.slice(2);
if (hold !== "use" && hold !== "serve" && hold !== "alone") throw new Error(`no such hold: ${hold}`);
holdDataDir(dataDir(root), hold, hold === "use" ? null : holderNow("holds it"));
setInterval(() => gc?.(), 50); // a lock that nobody refers to would be collected
process.stdout.write("held\n");
