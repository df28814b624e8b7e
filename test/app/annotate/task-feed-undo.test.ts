import { beforeEach, describe, expect, test } from "vitest";
import { calm } from "./browser.ts";
import { labels, network, open, server, setTheScene, time } from "./scene.ts";

beforeEach(setTheScene);

describe("undo", () => {
  test("while an answer is in flight waits for it, then brings its picture back first", async () => {
    const tab = open(network("fine", 400));
    await time.pass(3000);
    const mistake = tab.answer(1);
    const undone = tab.feed.undo();
    expect(tab.feed.getSnapshot().undoing).toBe(true);
    expect(tab.answer(2)).toBeNull(); // nothing may come between
    await time.pass(3000);
    expect(await undone).toBeNull();
    expect(tab.feed.getSnapshot()).toMatchObject({
      undoing: false,
      recent: [],
      current: { picture: mistake?.picture },
    });
    tab.answer(5);
    await time.pass(3000);
    expect(server.standing()).toEqual(new Map([[mistake?.picture, 5]]));
  });

  test("shows the progress after it", async () => {
    const tab = open();
    await time.pass(1000);
    for (const label of [1, 2, 3]) tab.answer(label);
    await time.pass(1000);
    expect(tab.feed.getSnapshot().progress).toMatchObject({ today: 3, left: 27 });
    for (let i = 0; i < 3; i++) {
      void tab.feed.undo();
      await time.pass(1000);
    }
    expect(tab.feed.getSnapshot().progress).toMatchObject({ today: 0, left: 30 });
  });

  test("says so when there is nothing to take back, or no connection", async () => {
    const line = network();
    const tab = open(line);
    await time.pass(1000);
    const nothing = tab.feed.undo();
    await time.pass(1000);
    expect(await nothing).not.toBeNull();
    tab.answer(1);
    await time.pass(1000);
    line.now = "lost";
    const offline = tab.feed.undo();
    await time.pass(1000);
    expect(await offline).not.toBeNull();
    expect(tab.answer(2)).not.toBeNull();
    line.now = "fine";
    await time.pass(20_000);
    expect(labels()).toEqual([1, 2]);
    expect(server.judgments.some(({ withdrawn }) => withdrawn)).toBe(false);
  });

  test("whose reply was lost takes back one answer, however often it is asked for", async () => {
    const line = network();
    const tab = open(line);
    await time.pass(1000);
    const [first, second] = [tab.answer(1), tab.answer(2)];
    await time.pass(1000);
    line.now = "reply lost";
    const lost = tab.feed.undo();
    await time.pass(100);
    expect(await lost).not.toBeNull();
    line.now = "fine";
    const again = tab.feed.undo();
    await time.pass(1000);
    expect(await again).toBeNull();
    expect(tab.feed.getSnapshot().current?.picture).toBe(second?.picture);
    expect(server.standing()).toEqual(new Map([[first?.picture, 1]]));
  });

  test("that comes too late, as the picture is somebody else’s, leaves that answer alone and reaches the one before", async () => {
    const line = network();
    const tab = open(line);
    await time.pass(1000);
    const [first, second] = [tab.answer(1), tab.answer(2)];
    await time.pass(1000);
    line.now = "reply lost";
    const lost = tab.feed.undo();
    await time.pass(100);
    expect(await lost).not.toBeNull();
    line.now = "lost";
    server.leases = server.leases.map((one) =>
      one.image === second?.picture ? { ...one, lease: "of-ben", person: "ben" } : one,
    );
    line.now = "fine";
    const late = tab.feed.undo();
    await time.pass(1000);
    expect(await late).not.toBeNull();
    expect(tab.feed.getSnapshot().recent).toEqual([{ lease: first?.lease, label: 1 }]);
    const before = tab.feed.undo();
    await time.pass(1000);
    expect(await before).toBeNull();
    expect(tab.feed.getSnapshot()).toMatchObject({ recent: [], current: { picture: first?.picture } });
  });

  test("also takes back answers from before the page was opened", async () => {
    const before = open();
    await time.pass(1000);
    const given = before.answer(1);
    await time.pass(1000);
    before.close();
    const tab = open(calm, { recent: [{ lease: given?.lease ?? "", label: 1 }] });
    await time.pass(1000);
    void tab.feed.undo();
    await time.pass(1000);
    expect(tab.feed.getSnapshot()).toMatchObject({ current: { picture: given?.picture }, recent: [] });
  });
});

describe("an older answer", () => {
  test("opens again by itself, says what it was, and can be changed or kept", async () => {
    const tab = open();
    await time.pass(1000);
    const given = [1, 2, 3].map((label) => tab.answer(label));
    await time.pass(1000);
    const reopened = tab.feed.undo([given[0]?.lease ?? ""]);
    await time.pass(1000);
    expect(await reopened).toBeNull();
    expect(tab.feed.getSnapshot()).toMatchObject({
      current: { picture: given[0]?.picture },
      earlier: { label: 1 },
      recent: [{ label: 3 }, { label: 2 }],
    });
    tab.answer(7);
    await time.pass(1000);
    expect(tab.feed.getSnapshot().earlier).toBeNull();
    expect(given.map((one) => server.standing().get(one?.picture ?? ""))).toEqual([7, 2, 3]);
  });
});

describe("skips and flags", () => {
  test("wait for a connection like answers, in order, once each, over a crash of the page", async () => {
    const line = network();
    const tab = open(line);
    await time.pass(1000);
    line.now = "lost";
    const first = tab.feed.getSnapshot().current;
    expect(tab.feed.skip(first?.lease ?? "", 800)).toBe(true);
    expect(tab.feed.skip(first?.lease ?? "", 800)).toBe(false); // it is not on the screen any more
    const second = tab.feed.getSnapshot().current?.lease ?? "";
    tab.feed.flag({ flag: "key-1", lease: second, comment: "Two of them." });
    tab.feed.flag({ flag: "key-2", lease: first?.lease ?? "", comment: "Broken." });
    expect(tab.feed.getSnapshot().current?.lease).toBe(second); // a flag is no answer
    tab.answer(4);
    tab.feed.unflag({ flag: "key-2", lease: first?.lease ?? "", comment: "Broken." });
    expect(tab.feed.getSnapshot()).toMatchObject({ pending: 5, flags: [{ flag: "key-1" }] });
    await time.pass(3000);
    tab.crash();
    const again = open(network("twice"));
    await time.pass(5000);
    expect(again.feed.getSnapshot().pending).toBe(0);
    expect(server.skips).toMatchObject([{ image: first?.picture }]);
    expect(labels()).toEqual([4]);
    expect([...server.flags]).toEqual([["key-1", "Two of them."]]);
  });

  test("a skip is taken back like an answer", async () => {
    const tab = open();
    await time.pass(1000);
    const first = tab.feed.getSnapshot().current;
    tab.feed.skip(first?.lease ?? "", null);
    await time.pass(1000);
    const undone = tab.feed.undo();
    await time.pass(1000);
    expect(await undone).toBeNull();
    expect(tab.feed.getSnapshot()).toMatchObject({ current: { picture: first?.picture }, recent: [] });
    expect(server.skips).toEqual([]);
  });
});
