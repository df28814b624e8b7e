import { randomUUID } from "node:crypto";
import { and, eq, gt } from "drizzle-orm";
import { type Answer, recentAnswers, submitAnswer } from "#db/labelling/judgments.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { waiting } from "#db/labelling/idle.ts";
import { leaseTasks, releaseTasks } from "#db/labelling/queue.ts";
import { progressOf } from "#db/labelling/progress.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { type Deed, submit } from "#db/labelling/submit.ts";
import { undoAnswer } from "#db/labelling/undo.ts";
import { leases } from "#db/schema.ts";
import { sampleTime } from "../sample-time.ts";
import { type World } from "./world.ts";

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

export const atDesk = <T>(world: World, work: (desk: Desk) => T): T => inTurn(world.database.db, work);

export const take = (world: World, i: number, extra: Parameters<typeof claim>[1] = {}) =>
  atDesk(world, (desk) => leaseTasks(desk, world.annotate(), claim(person(world, i), extra)));

export const liveLeases = (world: World, itemId: number, now: number): number =>
  world.database.db
    .select()
    .from(leases)
    .where(and(eq(leases.itemId, itemId), eq(leases.live, true), gt(leases.expiresAt, now)))
    .all().length;

export const answerOf = (world: World, i: number, answer: Answer, extra: Parameters<typeof claim>[1] = {}) =>
  atDesk(world, (desk) =>
    submitAnswer(desk, world.annotate(), answer, claim(person(world, i), { want: 0, ...extra })),
  );

/** Answer, skip, flag or take a flag back, as the page does. */
export const doThis = (world: World, i: number, deed: Deed, extra: Parameters<typeof claim>[1] = {}) =>
  atDesk(world, (desk) =>
    submit(desk, world.annotate(), deed, claim(person(world, i), { want: 0, ...extra })),
  );

export const skipOf = (world: World, i: number, lease: string, extra: Parameters<typeof claim>[1] = {}) =>
  doThis(world, i, { lease, outcome: "skip", visibleMs: 700 }, extra);

/** Take back the answer given under a lease; without one, the person's newest that stands. */
export const undo = (world: World, i: number, now: number, lease = newestOf(world, i)) =>
  atDesk(world, (desk) => undoAnswer(desk, world.annotate(), person(world, i), lease, now));

const newestOf = (world: World, i: number): string =>
  recentAnswers(world.database.db, world.project().id, person(world, i), 1)[0]?.lease ?? randomUUID();

export const giveBack = (world: World, i: number, leases: readonly string[]) =>
  atDesk(world, (desk) => releaseTasks(desk, world.annotate(), person(world, i), leases));

export const waitingFor = (world: World, i: number, now = 1000) =>
  atDesk(world, (desk) => waiting(desk, world.project(), person(world, i), now));

export const progress = (world: World, i: number, since: number, now = 1000) =>
  atDesk(world, (desk) => progressOf(desk, world.project(), person(world, i), since, now));
