import { and, eq, gt } from "drizzle-orm";
import { type Answer, submitAnswer } from "#db/labelling/judgments.ts";
import { leaseTasks } from "#db/labelling/queue.ts";
import { leases } from "#db/schema.ts";
import { sampleTime, type World } from "./world.ts";

/** What people do in a world: take tasks and answer them. */

export const label = (lease: string, label: number): Answer => ({
  lease,
  outcome: "label",
  label,
  time: sampleTime,
});

export const claim = (userId: number, extra: Partial<Parameters<typeof leaseTasks>[2]> = {}) => ({
  userId,
  held: [],
  want: 1,
  now: 1000,
  random: () => 0.99,
  ...extra,
});

export const person = (world: World, i: number): number => {
  const user = world.people[i];
  if (!user) throw new Error(`no person ${i}`);
  return user.id;
};

/** Position (in the list of confidences) of the items behind tasks. */
export const served = (world: World, tasks: { lease: string }[]): number[] =>
  tasks.map(({ lease }) => {
    const row = world.database.db.select().from(leases).where(eq(leases.id, lease)).get();
    return world.itemIds.indexOf(row?.itemId ?? -1);
  });

export const take = (world: World, i: number, extra: Parameters<typeof claim>[1] = {}) =>
  leaseTasks(world.database.db, world.annotate(), claim(person(world, i), extra));

export const liveLeases = (world: World, itemId: number, now: number): number =>
  world.database.db
    .select()
    .from(leases)
    .where(and(eq(leases.itemId, itemId), gt(leases.expiresAt, now)))
    .all().length;

export const answerOf = (world: World, i: number, answer: Answer, extra: Parameters<typeof claim>[1] = {}) =>
  submitAnswer(world.database.db, world.annotate(), answer, claim(person(world, i), { want: 0, ...extra }));
