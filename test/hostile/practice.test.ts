import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { inDatabase } from "../../e2e/wait.ts";
import { items, judgments, practiceAnswers, projects } from "#db/schema.ts";
import { birds, leases, secretName, stranger } from "./birds.ts";
import { hostileServer, type Visitor } from "./server.ts";

const server = hostileServer();
/** What a picture is lies in the database alone; as in a table of labels that came with the pictures. */
beforeAll(async () => {
  const { tandem } = server();
  await birds(tandem, "drill", 30);
  inDatabase(tandem, (db) => {
    db.$client.prepare("update items set gold = ordinal % 2 where gold is null").run();
    db.update(projects)
      .set({ practiceItems: 5, practicePass: 0.8, practiceTries: 1, practiceSince: 1, checkSeed: 4711 })
      .where(eq(projects.slug, "drill"))
      .run();
  });
}, 60_000);

const reply = z.strictObject({
  feedback: z
    .strictObject({ label: z.number().nullable(), truth: z.number(), right: z.boolean() })
    .nullable(),
  practice: z.strictObject({
    pictures: z.number(),
    needed: z.number(),
    triesLeft: z.number().nullable(),
    open: z.strictObject({ answered: z.number(), right: z.number(), next: z.array(z.uuid()) }).nullable(),
    last: z.object({ passed: z.boolean(), wrong: z.array(z.unknown()) }).nullable(),
  }),
});

const ask = (who: Visitor, answer?: unknown, project = "drill") =>
  who.send("/api/practice", { project, ...(answer !== undefined && { answer }) });
const asked = async (who: Visitor, answer?: unknown) => {
  const said = await ask(who, answer);
  expect(said.status).toBe(200);
  return reply.parse(await said.json());
};

const stored = (key: string) =>
  inDatabase(server().tandem, (db) =>
    db
      .select({ label: practiceAnswers.label, gold: items.gold })
      .from(practiceAnswers)
      .innerJoin(items, eq(items.id, practiceAnswers.itemId))
      .where(eq(practiceAnswers.key, key))
      .get(),
  );

test("44 practice: what a picture is comes with the reply to its answer and in nothing before", async () => {
  const { annotator, researcher, nobody, tandem } = server();
  const hashes = inDatabase(tandem, (db) => db.$client.prepare("select hash from images").pluck().all());
  const blind = (text: string, where: string) => {
    expect(text, where).not.toContain(secretName);
    expect(text, where).not.toMatch(/gold|truth|prediction|confidence/i);
    for (const hash of hashes) expect(text.includes(String(hash)), where).toBe(false);
  };
  expect(await leases(annotator, "drill", 5)).toEqual([]);
  blind(await (await annotator.fetch("/annotate/drill")).text(), "page");
  blind(await (await annotator.fetch("/annotate/drill", { headers: { rsc: "1" } })).text(), "RSC payload");
  const begun = await ask(annotator);
  const text = await begun.text();
  blind(text, "begun");
  const { practice } = reply.parse(JSON.parse(text));
  expect(practice).toMatchObject({ pictures: 5, needed: 4, triesLeft: 0, last: null });
  const [first = "", second = ""] = practice.open?.next ?? [];
  for (const key of [first, second]) {
    const picture = await annotator.fetch(`/api/images/${key}?project=drill`);
    expect(picture.status).toBe(200);
    blind(JSON.stringify([...picture.headers]), "picture's headers");
    blind(Buffer.from(await picture.arrayBuffer()).toString("latin1"), "picture");
    for (const other of [researcher, nobody])
      expect((await other.fetch(`/api/images/${key}?project=drill`)).status).toBeGreaterThanOrEqual(400);
  }
  blind(await (await annotator.fetch("/annotate/drill")).text(), "page of an open round");

  // neither another's picture, nor another thing than an answer, says anything
  expect((await ask(researcher, { picture: first, label: 0 })).status).toBe(409);
  for (const bad of [
    { picture: first, label: 2 },
    { picture: stranger(), label: 0 },
  ])
    blind(await (await ask(annotator, bad)).text(), JSON.stringify(bad));
  for (const bad of [{ picture: first }, { picture: "1", label: 0 }, { picture: first, label: -1 }, "x"])
    expect((await ask(annotator, bad)).status, JSON.stringify(bad)).toBe(400);
  expect((await ask(annotator, undefined, "nowhere")).status).toBe(404);
  expect(stored(first)?.label).toBeNull();

  // once answered it is said, and a second answer changes nothing
  const gold = stored(first)?.gold ?? -1;
  const told = await asked(annotator, { picture: first, label: 1 - gold });
  expect(told.feedback).toEqual({ label: 1 - gold, truth: gold, right: false });
  expect((await asked(annotator, { picture: first, label: gold })).feedback).toEqual(told.feedback);
  expect(stored(first)?.label).toBe(1 - gold);
});

test("46 a round that failed is failed: no task, no second round, no picture of the queue", async () => {
  const { researcher, tandem } = server();
  let { practice } = await asked(researcher);
  while (practice.open)
    ({ practice } = await asked(researcher, { picture: practice.open.next[0] ?? "", label: null }));
  expect(practice.last).toMatchObject({ passed: false });
  expect(practice.last?.wrong).toHaveLength(5);
  expect((await ask(researcher)).status).toBe(409);
  expect(await leases(researcher, "drill", 5)).toEqual([]);
  const project = inDatabase(tandem, (db) =>
    db.select().from(projects).where(eq(projects.slug, "drill")).get(),
  );
  expect(
    inDatabase(tandem, (db) =>
      db
        .select()
        .from(judgments)
        .where(eq(judgments.projectId, project?.id ?? -1))
        .all(),
    ).filter(({ leaseId }) => leaseId !== null),
  ).toEqual([]);
});

test("51 who answers two pictures at once, or one many times, has one answer to each", async () => {
  const { admin } = server();
  const { practice } = await asked(admin);
  const keys = practice.open?.next ?? [];
  await Promise.all([0, 1, 0, 1].flatMap((label) => keys.map((picture) => ask(admin, { picture, label }))));
  const after = await asked(admin);
  expect(after.practice.open?.answered).toBe(2);
});
