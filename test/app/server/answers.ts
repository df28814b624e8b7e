import { answerOf, take } from "../../db/hands.ts";
import { sampleTime } from "../../sample-time.ts";
import { type World } from "../../db/world.ts";

/** The first person of a world answers the next item. */
export function answerOnce(world: World, label: number): void {
  const [task] = take(world, 0);
  if (!task) throw new Error("there is nothing to answer");
  const given = { lease: task.lease, outcome: "label" as const, label, time: sampleTime };
  const saved = answerOf(world, 0, given);
  if (!saved.ok) throw new Error(saved.message);
}
