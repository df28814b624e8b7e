import { parse } from "csv-parse/sync";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import type { ExportedItem } from "#lib/formats/exports/dataset.ts";
import { write } from "#db/client.ts";
import { exportedItems } from "#db/exports/items.ts";
import { images, items, judgments, raters } from "#db/schema.ts";
import { exportedText } from "./exported.ts";
import { newWorld, type World } from "./world.ts";

type Said = Omit<typeof judgments.$inferInsert, "projectId" | "raterId">;

/** Append a judgment of a person (by place in the world) or of the label column. */
function say(world: World, who: number | "human1", said: Said): number {
  const { db } = world.database;
  const projectId = world.project().id;
  return write(db, (tx) => {
    const person = typeof who === "number" ? world.people[who] : undefined;
    const name = person?.name ?? String(who);
    const rater =
      tx.select().from(raters).where(eq(raters.name, name)).get() ??
      tx
        .insert(raters)
        .values({ projectId, kind: "human", source: "person", name, userId: person?.id ?? null })
        .returning()
        .get();
    return tx
      .insert(judgments)
      .values({ projectId, raterId: rater.id, ...said })
      .returning()
      .get().id;
  });
}

const text = (world: World, format: string, names = false) => exportedText(world, format, { names });

const json = async (world: World) =>
  (await text(world, "jsonl"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ExportedItem);

/** Confidence 0.9 (kept), 0.5 (equal to η: deferred), none (deferred); class = gold = index. */
function threeItems() {
  const world = newWorld([0.9, 0.5, null], { eta: 0.5 });
  const [kept = 0, equal = 0, missing = 0] = world.itemIds;
  return { world, kept, equal, missing };
}

describe("what an export says", () => {
  test("machine, deferral and team follow the threshold rule", async () => {
    const { world, kept, equal } = threeItems();
    say(world, 0, { itemId: kept, outcome: "label", label: 2, receivedAt: 1 });
    say(world, 0, { itemId: equal, outcome: "label", label: 2, receivedAt: 1 });
    const [a, b, c] = await json(world);
    expect(a).toMatchObject({
      machine: { run: "run", label: "red", confidence: 0.9 },
      deferred: false,
      team: { label: "red", source: "machine" },
    });
    expect(b).toMatchObject({ eta: 0.5, deferred: true, team: { label: "blue", source: "people" } });
    expect(c).toMatchObject({
      machine: { run: "run", label: null, confidence: null },
      deferred: true,
      team: { label: null, source: "none" },
    });
  });

  test("imported columns are no people: they decide nothing", async () => {
    const { world, equal } = threeItems();
    say(world, "human1", { itemId: equal, outcome: "label", label: 2, receivedAt: 1 });
    const [, b] = await json(world);
    expect(b?.team).toMatchObject({ label: "green", source: "machine" });
    expect(b?.judgments).toMatchObject([{ rater: "human1", raterSource: "column", label: "blue" }]);
  });

  test("every answer is there; only what stands is current and counts", async () => {
    const { world, equal } = threeItems();
    const first = say(world, 0, {
      itemId: equal,
      outcome: "label",
      label: 2,
      receivedAt: 1,
      responseMs: 300,
    });
    say(world, 0, { itemId: equal, outcome: "withdrawn", supersedes: first, receivedAt: 2 });
    say(world, 1, { itemId: equal, outcome: "unsure", receivedAt: 3 });
    const [, b] = await json(world);
    expect(b?.judgments.map(({ outcome, label, current }) => [outcome, label, current])).toEqual([
      ["label", "blue", false],
      ["withdrawn", null, false],
      ["unsure", null, true],
    ]);
    expect(b?.team.source).toBe("machine");
  });

  test("people are aliases unless their names are asked for", async () => {
    const { world, equal } = threeItems();
    say(world, 0, { itemId: equal, outcome: "label", label: 2, receivedAt: 1 });
    expect(await text(world, "csv")).not.toContain("person0");
    expect(await text(world, "csv")).toMatch(/,person-\d+,person,/);
    expect(await text(world, "csv", true)).toContain(",person0,person,");
  });

  test("the columns of the CSV carry a judgment's whole record", async () => {
    const { world, equal } = threeItems();
    const record = {
      ...{ responseMs: 812.5, visibleMs: 800, hiddenCount: 1, input: "key", quality: "hidden" },
      ...{ reason: "audit" as const, inclusion: 0.05, late: true, servedAt: 0, receivedAt: 1000 },
    };
    say(world, 0, { itemId: equal, outcome: "label", label: 2, ...record });
    const rows = parse<Record<string, string>>(await text(world, "csv"), { columns: true });
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatchObject({
      ...{ project: "world", item: "1.png", ordinal: "1", split: "test", gold: "green" },
      ...{ rater_source: "person", outcome: "label", label: "blue", current: "true" },
      ...{ response_ms: "812.5", visible_ms: "800", hidden_count: "1", input: "key", quality: "hidden" },
      ...{ reason: "audit" as const, inclusion: "0.05", late: "true" },
      ...{ served_at: "1970-01-01T00:00:00.000Z", received_at: "1970-01-01T00:00:01.000Z" },
      ...{ machine_label: "green", machine_confidence: "0.5", run: "run", eta: "0.5", deferred: "true" },
      ...{ team_label: "blue", team_source: "people" },
    });
  });

  test("training items were not predicted: neither deferred nor kept", async () => {
    const { world } = threeItems();
    write(world.database.db, (tx) =>
      tx
        .insert(items)
        .values({
          projectId: world.project().id,
          ordinal: 3,
          name: "t.png",
          hash: "0".repeat(64),
          split: "train",
          draw: 0,
        })
        .run(),
    );
    expect((await json(world))[3]).toMatchObject({
      machine: null,
      deferred: null,
      team: { label: null, source: "none" },
    });
  });
});

describe("how it is written", () => {
  test("a project without items has a heading and nothing else", async () => {
    const world = newWorld([]);
    expect((await text(world, "csv")).split("\r\n")).toHaveLength(2);
    expect(await text(world, "jsonl")).toBe("");
  });

  test("by pages: every item once, in order, and no page grows with the project", () => {
    const world = newWorld([]);
    const { db } = world.database;
    const projectId = world.project().id;
    write(db, (tx) => {
      tx.insert(images)
        .values({ hash: "h", pack: "p", offset: 0, length: 0, mime: "image/png", width: 1, height: 1 })
        .run();
      for (let ordinal = 0; ordinal < 2100; ordinal++)
        tx.insert(items)
          .values({ projectId, ordinal, name: `${ordinal}`, hash: "h", draw: 0 })
          .run();
    });
    const sizes: number[] = [];
    const seen: number[] = [];
    for (const page of exportedItems(db, world.project(), { names: false })) {
      sizes.push(page.length);
      seen.push(...page.map(({ ordinal }) => ordinal));
    }
    expect(sizes).toEqual([500, 500, 500, 500, 100]);
    expect(seen).toEqual(Array.from({ length: 2100 }, (_, i) => i));
  });

  test("what is said while it runs is not in it, and somebody may stop reading", () => {
    const world = newWorld(Array.from({ length: 600 }, () => 0.5));
    const { db } = world.database;
    const pages = exportedItems(db, world.project(), { names: false });
    const itemId = world.itemIds[599] ?? 0;
    say(world, 1, { itemId, outcome: "label", label: 1, receivedAt: 8 });
    pages.next();
    say(world, 1, { itemId, outcome: "label", label: 2, receivedAt: 9 });
    const { value } = pages.next();
    const last = value ? value.at(-1) : undefined;
    expect(last?.judgments).toMatchObject([{ label: "green", current: true }]);
    expect(last?.team).toMatchObject({ label: "green", source: "people" });
    pages.return();
    expect(pages.next()).toEqual({ done: true, value: undefined });
  });
});
