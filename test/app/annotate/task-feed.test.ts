import { beforeEach, describe, expect, test } from "vitest";
import { keysOf } from "#app/annotate/[project]/storage.ts";
import { calm, type Fate, type Network, openTab, SharedStore } from "./browser.ts";
import { leaseMs, Server } from "./server.ts";
import { Time } from "./time.ts";

let time: Time;
let server: Server;
let store: SharedStore;
beforeEach(() => {
  time = new Time();
  server = new Server(time.now, 30);
  store = new SharedStore();
});

/** A network whose fate can be changed at any time. */
function network(fate: Fate = "fine", latencyMs = 20): Network & { now: Fate } {
  const one = { now: fate, fate: () => one.now, latencyMs: () => latencyMs };
  return one;
}
const open = (with_: Network = calm, who?: Parameters<typeof openTab>[1]) =>
  openTab({ time, server, store, network: with_ }, who);
const labels = () => server.judgments.map(({ label }) => label);

describe("answers", () => {
  test("reach the server once each, in the order given, while the next pictures are shown", async () => {
    const tab = open(network("fine", 300));
    await time.pass(2000);
    const images = [0, 1, 2, 3].map((label) => tab.answer(label)?.image);
    expect(new Set(images).size).toBe(4);
    expect(tab.feed.getSnapshot().pending).toBe(4);
    await time.pass(5000);
    expect(labels()).toEqual([0, 1, 2, 3]);
    expect(server.judgments.map(({ image }) => image)).toEqual(images);
    expect(tab.feed.getSnapshot()).toMatchObject({ pending: 0, progress: { today: 4, all: 4, left: 26 } });
  });

  test("damaged storage keeps nobody from labelling", async () => {
    store.setItem("tandem.given-back.4/shapes", "{not json");
    store.setItem("tandem.outbox.4/shapes/a", "null");
    const tab = open();
    await time.pass(1000);
    tab.answer(3);
    await time.pass(1000);
    expect(labels()).toEqual([3]);
  });

  test("an answer to a picture that is not on the screen any more is not taken", async () => {
    const tab = open();
    await time.pass(1000);
    const first = tab.feed.getSnapshot().current;
    tab.answer(1);
    const time_ = { responseMs: 1, visibleMs: 1, hiddenCount: 0, blurCount: 0, paintMs: 1, frameMs: null };
    const rest = { prefetched: true, scale: 1, devicePixelRatio: 1, smoothing: false } as const;
    const again = { ...time_, ...rest, input: "key", quality: "ok" } as const;
    expect(tab.feed.submit({ lease: first?.lease ?? "", outcome: "label", label: 2, time: again })).toBe(
      false,
    );
    await time.pass(1000);
    expect(labels()).toEqual([1]);
  });

  test.each<Fate>(["lost", "reply lost", "not ours", 500, 503])(
    "stay in the browser while requests end as “%s”, and are saved once when that is over",
    async (fate) => {
      const line = network();
      const tab = open(line);
      await time.pass(1000);
      line.now = fate;
      for (const label of [4, 5, 6]) tab.answer(label);
      await time.pass(60_000);
      expect(tab.feed.getSnapshot()).toMatchObject({ pending: 3, connection: { state: "offline" } });
      line.now = "fine";
      await time.pass(11_000);
      expect(labels()).toEqual([4, 5, 6]);
      expect(tab.feed.getSnapshot()).toMatchObject({ pending: 0, connection: { state: "fine" } });
    },
  );

  test.each<[Fate, string]>([
    [401, "signed-out"],
    [403, "signed-out"],
    [404, "gone"],
  ])("wait after %s until the server takes them again", async (fate, state) => {
    const line = network();
    const tab = open(line);
    await time.pass(1000);
    line.now = fate;
    tab.answer(1);
    tab.answer(2);
    await time.pass(60_000);
    expect(tab.feed.getSnapshot()).toMatchObject({ pending: 2, connection: { state } });
    line.now = "fine";
    await time.pass(21_000);
    expect(labels()).toEqual([1, 2]);
  });

  test("a request that arrives twice is saved once", async () => {
    const tab = open(network("twice"));
    await time.pass(1000);
    for (const label of [1, 2, 3]) tab.answer(label);
    await time.pass(1000);
    expect(labels()).toEqual([1, 2, 3]);
    expect(server.refusedAnswers).toBe(0);
  });

  test("failures are tried again later and later, at most ten seconds apart", async () => {
    const line = network("fine", 0);
    const tab = open(line);
    await time.pass(1000);
    line.now = "lost";
    tab.answer(1);
    const from = time.now();
    await time.pass(40_000);
    const times = tab.sent.filter(({ at }) => at >= from).map(({ at }) => at - from);
    expect(times.slice(0, 7)).toEqual([0, 500, 1500, 3500, 8500, 18_500, expect.any(Number)]);
    line.now = "fine";
    tab.feed.retry(); // the browser says that the connection is back
    await time.pass(10);
    expect(labels()).toEqual([1]);
  });
});

describe("a page that is opened again", () => {
  test("sends what the one before could not, in order, and does not show it again", async () => {
    const line = network();
    const before = open(line);
    await time.pass(1000);
    line.now = "lost";
    const given = [7, 8, 9].map((label) => before.answer(label)?.image);
    before.crash();
    line.now = "fine";
    const after = open(line);
    await time.pass(2000);
    expect(labels()).toEqual([7, 8, 9]);
    expect(given).not.toContain(after.feed.getSnapshot().current?.image);
    expect(keysOf(store, "tandem.outbox")).toEqual([]);
  });

  test("answers go out even where the browser keeps nothing", async () => {
    store.full = true;
    const tab = open();
    await time.pass(1000);
    tab.answer(1);
    await time.pass(1000);
    expect(labels()).toEqual([1]);
  });

  test("what another person's session refused is sent once its owner is back", async () => {
    const line = network();
    const anna = open(line);
    await time.pass(1000);
    line.now = "lost";
    anna.answer(3);
    anna.crash();
    // Her page comes back while somebody else is signed in: the server finds no such task of theirs.
    const leases = server.leases;
    server.leases = [];
    line.now = "fine";
    const stranger = open(line);
    await time.pass(1000);
    expect(stranger.feed.getSnapshot()).toMatchObject({ pending: 0, refused: null });
    stranger.close();
    server.leases = leases;
    open(line);
    await time.pass(1000);
    expect(labels()).toEqual([3]);
  });
});

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
      current: { image: mistake?.image },
    });
    tab.answer(5);
    await time.pass(3000);
    expect(server.standing()).toEqual(new Map([[mistake?.image, 5]]));
  });

  test.each([true, false])("shows the progress after it (told in the reply: %s)", async (told) => {
    server.tellsProgressAtUndo = told;
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
    expect(tab.feed.getSnapshot().current?.image).toBe(second?.image);
    expect(server.standing()).toEqual(new Map([[first?.image, 1]]));
  });

  test("also takes back answers from before the page was opened", async () => {
    const before = open();
    await time.pass(1000);
    const given = before.answer(1);
    await time.pass(1000);
    before.close();
    const image = given?.image ?? "";
    const tab = open(calm, { recent: [{ key: "1", image, label: 1 }] });
    await time.pass(1000);
    void tab.feed.undo();
    await time.pass(1000);
    expect(tab.feed.getSnapshot()).toMatchObject({ current: { image }, recent: [] });
  });
});

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
    const wanted = given.flatMap((task, i) => (task ? [[task.image, i + 1] as const] : []));
    expect(wanted).toHaveLength(4);
    expect(server.standing()).toEqual(new Map(wanted));
    expect(labels()).toHaveLength(4);
  });

  test("do not ask for a picture that was just labelled in the other one", async () => {
    const [left, right] = [open(), open()];
    await time.pass(1000);
    const shown = left.feed.getSnapshot().current?.image;
    expect(right.feed.getSnapshot().current?.image).toBe(shown); // a person's open tasks go to both
    left.answer(1);
    expect(right.feed.getSnapshot().current?.image).not.toBe(shown);
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
