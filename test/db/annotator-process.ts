/** One annotator in a process of its own: claims and answers until nothing is left. Prints what was acknowledged. */
import { authorize } from "#db/access.ts";
import { openDatabase } from "#db/client.ts";
import { submitAnswer } from "#db/labelling/judgments.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { findProject } from "#db/dataset/projects.ts";
import { leaseTasks } from "#db/labelling/queue.ts";
import { sampleTime } from "../sample-time.ts";
import { findUserByName } from "#db/people/users.ts";

const [path = "", name = ""] = process.argv.slice(2);
const { db } = openDatabase(path);
const user = findUserByName(db, name);
if (!user) throw new Error("no such annotator");
/** Read within the transaction, as the server does: its aim may be another by now. */
const authorized = () => {
  const project = findProject(db, "world");
  const allowed = project && authorize(user, project, "annotator", null);
  if (!allowed) throw new Error("nobody may annotate");
  return allowed;
};

const claim = { userId: user.id, held: [], want: 1, random: Math.random };
let [task] = inTurn(db, (desk) => leaseTasks(desk, authorized(), { ...claim, now: Date.now() }));
while (task) {
  const time = { ...sampleTime, responseMs: 1, visibleMs: 1 };
  const given = { lease: task.lease, outcome: "label", label: 0, time } as const;
  const result = inTurn(db, (desk) => submitAnswer(desk, authorized(), given, { ...claim, now: Date.now() }));
  if (!result.ok) throw new Error(result.message);
  process.stdout.write(`${task.lease}\n`);
  [task] = result.value.tasks;
}
