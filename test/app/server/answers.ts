import { submitAnswer } from "#db/labelling/judgments.ts";
import { leaseTasks } from "#db/labelling/queue.ts";
import { sampleTime, type World } from "../../db/world.ts";

/** The first person of a world answers the next item. */
export function answerOnce(world: World, label: number): void {
  const { db } = world.database;
  const claim = { userId: world.people[0]?.id ?? -1, held: [], want: 1, now: 1000, random: () => 0.99 };
  const [task] = leaseTasks(db, world.annotate(), claim);
  if (!task) throw new Error("there is nothing to answer");
  const given = { lease: task.lease, outcome: "label" as const, label, time: sampleTime };
  const saved = submitAnswer(db, world.annotate(), given, { ...claim, want: 0 });
  if (!saved.ok) throw new Error(saved.message);
}
