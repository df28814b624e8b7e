import { beforeEach, describe, expect, test } from "vitest";
import { leaseMs } from "./server.ts";
import { labels, network, open, server, setTheScene, time } from "./scene.ts";

beforeEach(setTheScene);

describe("leases", () => {
  test("are renewed while somebody is here", async () => {
    const tab = open();
    await time.pass(1000);
    const shown = tab.feed.getSnapshot().current;
    await time.pass(3 * leaseMs);
    expect(tab.feed.getSnapshot().current).toEqual(shown);
    expect(server.leases.every(({ expiresAt }) => expiresAt > time.now())).toBe(true);
  });

  test("that ran out while the computer slept are given up for fresh ones, unless they are still free", async () => {
    const tab = open();
    await time.pass(1000);
    const [shown, other] = server.leases;
    time.leap(2 * leaseMs);
    // Ben has taken one of the pictures meanwhile.
    if (other) Object.assign(other, { person: "ben", expiresAt: Infinity });
    tab.feed.retry();
    await time.pass(1000);
    const held = tab.sent.length;
    for (let i = 0; i < 6; i++) tab.answer(i);
    await time.pass(1000);
    expect(tab.sent.length).toBeGreaterThan(held);
    expect(labels()).toHaveLength(6);
    expect(server.refusedAnswers).toBe(0);
    expect(server.standing().has(shown?.image ?? "")).toBe(true);
    expect(server.standing().has(other?.image ?? "")).toBe(false);
  });

  test("an answer whose lease is lost for good is told, and the next ones are saved", async () => {
    const tab = open();
    await time.pass(1000);
    const shown = tab.feed.getSnapshot().current;
    server.leases = server.leases.filter(({ lease }) => lease !== shown?.lease);
    tab.answer(1);
    tab.answer(2);
    await time.pass(1000);
    expect(labels()).toEqual([2]);
    expect(tab.feed.getSnapshot()).toMatchObject({ pending: 0, refused: expect.any(String) as string });
    tab.answer(3);
    expect(tab.feed.getSnapshot().refused).toBeNull();
  });

  test("are given back when the page is closed", async () => {
    const tab = open();
    await time.pass(1000);
    tab.close();
    await time.pass(1000);
    expect(server.leases).toEqual([]);
  });

  test("an empty queue says so, and what comes back is shown without asking", async () => {
    const leased = { person: "ben", servedAt: 0, expiresAt: Infinity };
    const images = Array.from({ length: 30 }, (_, i) => `image-${i}`);
    server.leases = images.map((image) => ({ ...leased, image, lease: `ben-${image}` }));
    const tab = open();
    await time.pass(1000);
    expect(tab.feed.getSnapshot()).toMatchObject({ current: null, waiting: { nextAt: null } });
    server.leases = [];
    await time.pass(21_000);
    expect(tab.feed.getSnapshot().current).not.toBeNull();
  });
});

describe("two tabs of one browser", () => {
  test("keep each other's answers in storage, and each is saved once", async () => {
    const line = network();
    const [left, right] = [open(line), open(line)];
    await time.pass(1000);
    line.now = "lost";
    const given = [left.answer(1), right.answer(2), left.answer(3), right.answer(4)];
    await time.pass(1000);
    left.crash();
    right.crash();
    line.now = "fine";
    open(line);
    await time.pass(5000);
    const wanted = given.flatMap((task, i) => (task ? [[task.picture, i + 1] as const] : []));
    expect(wanted).toHaveLength(4);
    expect(server.standing()).toEqual(new Map(wanted));
    expect(labels()).toHaveLength(4);
  });

  test("50 do not ask for a picture that was just labelled in the other one", async () => {
    const [left, right] = [open(), open()];
    await time.pass(1000);
    const shown = left.feed.getSnapshot().current?.picture;
    expect(right.feed.getSnapshot().current?.picture).toBe(shown); // a person's open tasks go to both
    left.answer(1);
    expect(right.feed.getSnapshot().current?.picture).not.toBe(shown);
    await time.pass(1000);
    right.answer(2);
    await time.pass(1000);
    expect(labels()).toEqual([1, 2]);
  });

  test("closing one leaves the other its tasks", async () => {
    const [left, right] = [open(), open()];
    await time.pass(1000);
    left.close();
    await time.pass(100);
    for (const label of [1, 2, 3]) right.answer(label);
    await time.pass(1000);
    expect(labels()).toEqual([1, 2, 3]);
    expect(right.feed.getSnapshot().refused).toBeNull();
    right.close();
    await time.pass(1000);
    expect(server.leases).toEqual([]);
  });
});
