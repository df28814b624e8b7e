import { beforeEach, describe, expect, test } from "vitest";
import { keysOf } from "#app/annotate/[project]/storage.ts";
import { type Fate } from "./browser.ts";
import { labels, network, open, server, setTheScene, store, time } from "./scene.ts";

beforeEach(setTheScene);

describe("answers", () => {
  test("reach the server once each, in the order given, while the next pictures are shown", async () => {
    const tab = open(network("fine", 300));
    await time.pass(2000);
    const images = [0, 1, 2, 3].map((label) => tab.answer(label)?.picture);
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
    const given = [7, 8, 9].map((label) => before.answer(label)?.picture);
    before.crash();
    line.now = "fine";
    const after = open(line);
    await time.pass(2000);
    expect(labels()).toEqual([7, 8, 9]);
    expect(given).not.toContain(after.feed.getSnapshot().current?.picture);
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
