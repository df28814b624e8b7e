import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { z } from "zod";
import { apiDocument, type Operation } from "#app/_server/v1/openapi.ts";
import { asOperator } from "#db/access.ts";
import { decideItem } from "#db/labelling/review.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { invite } from "#db/people/invitations.ts";
import { setMember } from "#db/people/members.ts";
import * as table from "#db/schema.ts";
import { encoderDescription } from "#lib/encoders/description.ts";
import { apiWorld, type Client } from "./api-world.ts";

/** What the code itself has, and nothing is added to. */
const fixed = ["/projects/{project}/policies", "/projects/{project}/study/{section}"];

const documented = apiDocument();
const listing = z.object({ properties: z.object({ data: z.object({ type: z.literal("array") }) }) });

/** Operations that answer with a list, by their addresses. */
const lists = Object.entries(documented.paths).flatMap(([path, { get }]) => {
  const reply = get?.responses["200"];
  const schema = reply && "content" in reply ? reply.content?.["application/json"]?.schema : undefined;
  return get && listing.safeParse(schema).success && !fixed.includes(path) ? [{ path, get }] : [];
});

test("every list has a cursor, a limit with a maximum, and says what comes next", () => {
  expect(lists.length).toBeGreaterThan(20);
  for (const { path, get } of lists) {
    const of = (name: string) => get.parameters.find((each) => each.name === name);
    expect([of("cursor")?.in, of("limit")?.in, typeof of("limit")?.schema.maximum], path).toEqual([
      "query",
      "query",
      "number",
    ]);
    expect(JSON.stringify(get.responses["200"]), path).toContain('"next"');
  }
});

/** What is documented of the order of a list. */
type Order = "rising" | "falling" | "other";
type Grown = {
  order: Order;
  /** one row more, behind or before the others as rows of this kind come */
  add: (i: number) => void;
  /** of the address, in place of what stands in braces */
  named?: Record<string, string | number>;
  query?: string;
};

async function grownWorld() {
  const world = await apiWorld();
  const { db, itemIds, annotators, people, project } = world;
  const projectId = project().id;
  const at = (i: number) => 1000 + i;
  const insert = {
    item: (i: number) =>
      db
        .insert(table.items)
        .values({
          ...{ projectId, ordinal: 12 + i, name: `more-${i}.png`, hash: "0".repeat(64) },
          ...{ split: "test", gold: null, draw: 0.5 },
        })
        .returning()
        .get().id,
    job: (i: number) =>
      db
        .insert(table.jobs)
        .values({ kind: "x", payload: {}, projectId, state: "finished", createdAt: at(i) })
        .returning()
        .get().id,
    user: (i: number) =>
      db
        .insert(table.users)
        .values({
          name: `u${99 - i}`,
          displayName: "Same",
          role: "annotator",
          passwordHash: "-",
          createdAt: 1,
        })
        .returning()
        .get().id,
    project: (i: number, archivedAt: number | null) =>
      db
        .insert(table.projects)
        .values({ slug: `p${99 - i}`, name: "Same", classes: ["a", "b"], archivedAt, createdAt: 1 })
        .run(),
  };
  // items for disputes and decisions, after those of the world
  const more = Array.from({ length: 60 }, (_, i) => insert.item(i));
  const persons = annotators.map(({ id: userId, name }) =>
    db
      .insert(table.raters)
      .values({ projectId, kind: "human", source: "person", name, userId })
      .returning()
      .get(),
  );
  const say = (person: number, itemId: number, label: number) =>
    db
      .insert(table.judgments)
      .values({
        ...{ projectId, itemId, raterId: persons[person]?.id ?? 0, outcome: "label", label },
        receivedAt: 1000,
      })
      .run();
  const flagged = more.slice(50, 54);
  for (const [i, itemId] of flagged.entries())
    db.insert(table.flags)
      .values({
        ...{ key: crypto.randomUUID(), projectId, itemId, userId: people.annotator.id },
        ...{ leaseId: crypto.randomUUID(), comment: `odd ${i}`, createdAt: at(i) },
      })
      .run();
  const hook = (i: number) =>
    db
      .insert(table.webhooks)
      .values({
        ...{ projectId, url: `https://example.org/${i}`, types: ["run.finished" as const], secret: "s" },
        ...{ createdAt: at(i), judgmentsTo: 0 },
      })
      .returning()
      .get().id;
  const webhook = hook(0);
  const column = db.select().from(table.raters).where(eq(table.raters.source, "column")).get()?.id ?? 0;
  const run = (i: number, panelId: number | null) =>
    db
      .insert(table.runs)
      .values({
        ...{ projectId, name: `run ${i} ${panelId}`, method: "ce", backbone: "quick", labelRaterId: column },
        ...{ options: {}, seed: 1, state: "failed", createdAt: at(i), panelId },
      })
      .run();
  const invited = (i: number, to: Parameters<typeof invite>[2]) =>
    invite(db, { role: "annotator", days: 1 + i, uses: 1 }, to, people.admin.id, Date.now());
  const encoder = (i: number) =>
    db
      .insert(table.encoders)
      .values({
        ...{ name: `encoder ${99 - i}`, hash: String(i).padStart(64, "a"), bytes: 1, width: 2, createdAt: 1 },
        description: encoderDescription.parse({
          ...{ size: 16, resize: 16, layout: "nchw", output: null, pool: "cls" },
          ...{ mean: [0, 0, 0], std: [1, 1, 1] },
        }),
      })
      .run();
  // everybody is to practise
  db.update(table.projects)
    .set({ practiceItems: 5, practicePass: 0.8, practiceAll: true, practiceSince: 1 })
    .where(eq(table.projects.id, projectId))
    .run();
  const ofProject = { projectId, source: "x", options: {} };
  const grown: Record<string, Grown> = {
    "/projects": { order: "rising", add: (i) => insert.project(i, null) },
    "/projects/{project}/examples": {
      order: "rising",
      add: (i) =>
        db
          .insert(table.classExamples)
          .values({ projectId, label: 2 - (i % 3), hash: i.toString(16).padStart(64, "0"), createdAt: at(i) })
          .run(),
    },
    "/projects/{project}/practice": { order: "rising", add: (i) => insert.user(i) },
    "/archived-projects": { order: "rising", add: (i) => insert.project(40 + i, 5) },
    "/projects/{project}/items": { order: "rising", add: (i) => insert.item(60 + i) },
    "/projects/{project}/changes": {
      order: "falling",
      add: (i) =>
        db
          .insert(table.changes)
          .values({ projectId, kind: "aside", jobId: insert.job(i), at: at(i) })
          .run(),
    },
    "/projects/{project}/judgments": { order: "rising", add: (i) => say(i % 2, itemIds[i % 12] ?? 0, 1) },
    "/projects/{project}/raters": {
      order: "other",
      add: (i) =>
        db
          .insert(table.raters)
          .values({ projectId, kind: "human", source: "column", name: `c${99 - i}` })
          .run(),
    },
    "/projects/{project}/imports": {
      order: "falling",
      add: (i) =>
        db
          .insert(table.imports)
          .values({ ...ofProject, state: "finished", createdAt: at(i) })
          .run(),
    },
    "/projects/{project}/asides": {
      order: "falling",
      query: `rater=person-${persons[0]?.id}`,
      add: (i) =>
        db
          .insert(table.asides)
          .values({ projectId, raterId: persons[0]?.id ?? 0, upTo: 1, why: "", state: "set", setAt: at(i) })
          .run(),
    },
    "/projects/{project}/disputes": {
      order: "other",
      // of two answers, and of three where one stands alone
      add: (i) => {
        say(0, more[i] ?? 0, 0);
        say(1, more[i] ?? 0, 1);
        if (i % 3 === 0) say(0, more[i] ?? 0, 2);
      },
    },
    "/projects/{project}/decisions": {
      order: "falling",
      add: (i) =>
        void decideItem(
          db,
          asOperator(project()),
          { itemId: more[30 + i] ?? 0, label: 1, gold: false },
          at(i),
        ),
    },
    "/projects/{project}/runs": { order: "falling", add: (i) => run(i, null) },
    "/projects/{project}/label-sources": {
      order: "other",
      add: (i) =>
        db
          .insert(table.raters)
          .values({ projectId, kind: "human", source: "column", name: `d${99 - i}` })
          .run(),
    },
    "/projects/{project}/panels": {
      order: "falling",
      add: (i) => {
        const panel = () =>
          db
            .insert(table.panels)
            .values({ projectId, createdAt: at(i) })
            .returning()
            .get().id;
        panel(); // one without runs is nothing
        run(i, panel());
      },
    },
    "/projects/{project}/features": { order: "rising", add: encoder },
    "/encoders": { order: "rising", add: (i) => encoder(40 + i) },
    "/projects/{project}/exports": {
      order: "falling",
      add: (i) =>
        db
          .insert(table.datasetExports)
          .values({ projectId, jobId: insert.job(i), format: "csv", names: i % 2 === 0, at: at(i) })
          .run(),
    },
    "/projects/{project}/webhooks": { order: "rising", add: (i) => hook(i + 1) },
    "/projects/{project}/webhooks/{webhook}/messages": {
      order: "falling",
      named: { webhook },
      add: (i) =>
        db
          .insert(table.webhookMessages)
          .values({ webhookId: webhook, key: `k${i}`, type: "run.finished", body: "{}", createdAt: at(i) })
          .run(),
    },
    "/people": { order: "rising", add: (i) => insert.user(40 + i) },
    "/projects/{project}/members": {
      order: "rising",
      add: (i) => void setMember(db, asOperator(project()), insert.user(70 + i), { role: "annotator" }, 1),
    },
    "/projects/{project}/invitations": {
      order: "rising",
      add: (i) => invited(i, { project: asOperator(project()), role: "annotator" }),
    },
    "/invitations": { order: "rising", add: (i) => invited(i, null) },
    "/projects/{project}/history": {
      order: "rising",
      add: (i) =>
        db
          .insert(table.looks)
          .values({
            ...{ projectId, at: at(i), cursor: i, answers: i, policy: "threshold", eta: 0.5 },
            runId: project().activeRunId ?? 0,
          })
          .run(),
    },
    "/projects/{project}/activity": {
      order: "falling",
      add: (i) => recordAuditEntry(db, { userId: people.admin.id, action: "run.rename", projectId }, at(i)),
    },
    "/audit": {
      order: "falling",
      query: `person=${people.admin.id}`,
      add: (i) => {
        recordAuditEntry(db, { userId: people.admin.id, action: "user.rename" }, at(i));
        recordAuditEntry(db, { userId: null, action: "user.lock", subjectId: people.admin.id }, at(i));
      },
    },
  };
  return { ...world, grown };
}

const page = z.object({ data: z.array(z.record(z.string(), z.unknown())), next: z.string().nullable() });

/** What tells an entry from the others of its list. */
function keyOf(entry: Record<string, unknown>): unknown {
  const { id, panel, itemId, labels, encoder, project } = entry;
  const inner = z.object({ id: z.int() }).safeParse(encoder).data;
  return id ?? panel ?? itemId ?? labels ?? inner?.id ?? project;
}

async function pageAt(client: Client, address: string, query: Record<string, string>) {
  const reply = await client(
    "GET",
    `${address}${address.includes("?") ? "&" : "?"}${new URLSearchParams(query)}`,
  );
  const text = await reply.text();
  expect(reply.status, `${address} ${text}`).toBe(200);
  const { data, next } = page.parse(JSON.parse(text));
  return { keys: data.map(keyOf), next };
}

const saysOrder = { rising: /by number|oldest first|in the order/i, falling: /newest first/i, other: /./ };

function inOrder(keys: readonly unknown[], order: Order): boolean {
  if (order === "other" || keys.some((key) => typeof key !== "number")) return true;
  const sign = order === "rising" ? 1 : -1;
  return keys.every((key, i) => i === 0 || sign * (Number(key) - Number(keys[i - 1])) > 0);
}

const words = ({ summary, description }: Operation): string => `${summary} ${description}`;

test("walking by cursor gives every row once, in the documented order, however long a page is and whatever is added meanwhile", async () => {
  const { grown, client, token } = await grownWorld();
  expect(lists.map(({ path }) => path).sort()).toEqual(Object.keys(grown).sort());
  for (const { path, get } of lists) {
    const { order, add, named = {}, query } = grown[path] ?? expect.unreachable(path);
    let added = 0;
    while (added < 5) add(added++);
    const parts = path
      .replace("{project}", "world")
      .replace(/\{(\w+)\}/g, (_, name: string) => String(named[name]));
    const address = query === undefined ? parts : `${parts}?${query}`;
    expect(words(get), path).toMatch(saysOrder[order]);
    const admin = client(token("admin")); // one each: no token sends so fast
    for (const limit of [1, 2, 3, 5]) {
      const whole = await pageAt(admin, address, { limit: "100" });
      expect(whole.next, path).toBeNull();
      expect(whole.keys.length, path).toBeGreaterThanOrEqual(5);
      expect(inOrder(whole.keys, order), `${path}: ${whole.keys.join()}`).toBe(true);
      const walked: unknown[] = [];
      for (let next: string | null = ""; next !== null;) {
        const got = await pageAt(admin, address, {
          ...{ limit: String(limit) },
          ...(next !== "" && { cursor: next }),
        });
        expect(got.keys.length, path).toBeLessThanOrEqual(limit);
        walked.push(...got.keys);
        if (next === "") add(added++);
        next = got.next;
      }
      const before = new Set(whole.keys);
      expect(new Set(walked).size, path).toBe(walked.length);
      expect(
        walked.filter((key) => before.has(key)),
        `${path}, ${limit} a page`,
      ).toEqual(whole.keys);
    }
    for (const cursor of ["elsewhere", "-1", "1e1", "{}"]) {
      const reply = await admin("GET", `${address}${address.includes("?") ? "&" : "?"}cursor=${cursor}`);
      expect([reply.status, await reply.json()], `${path} ${cursor}`).toMatchObject([
        422,
        { errors: [{ path: "query.cursor" }] },
      ]);
    }
  }
}, 180_000);
