import { expect, test } from "vitest";
import { openAnnouncer } from "../../../app/_server/live/announcer.ts";

function world(options: { restMs?: number; atOnce?: number; each?: number; all?: number } = {}) {
  const { restMs = 1000, atOnce = 3, each = 10, all = 500 } = options;
  const heard: [string, string][] = [];
  const announcer = openAnnouncer<string>({
    restMs,
    atOnce,
    most: { each, all },
    news: (topics) => topics.sort().join(),
    full: (whose) => new Error(whose),
  });
  const add = (name: string, projectId: number | null, userId = 1) =>
    announcer.add({ userId, projectId, hear: (news) => heard.push([name, news]) });
  const hearAt = (now: number) => {
    heard.length = 0;
    announcer.announce(now);
    return [...heard];
  };
  return { announcer, add, hearAt };
}

test("news go to those who listen to their project, or to all", () => {
  const { announcer, add, hearAt } = world();
  add("one", 1);
  add("two", 2);
  add("all", null);
  announcer.note(1, "judgments");
  announcer.note(null, "people");
  expect(hearAt(0)).toEqual([
    ["one", "judgments"],
    ["all", "judgments,people"],
  ]);
  expect(hearAt(5000)).toEqual([]);
});

test("a listener hears at most once a second, and then everything that came meanwhile", () => {
  const { announcer, add, hearAt } = world();
  add("one", 1);
  let told = 0;
  for (let now = 0; now < 10_000; now += 150) {
    announcer.note(1, now % 300 === 0 ? "judgments" : "routes");
    told += hearAt(now).length;
  }
  expect(told).toBe(10);
  announcer.note(1, "jobs");
  expect(hearAt(20_000)).toEqual([["one", "jobs,judgments,routes"]]);
});

test("fifty listeners are told in turn, however much happens: nobody twice before everybody once", () => {
  const { announcer, add, hearAt } = world();
  for (let n = 0; n < 50; n++) add(`${n}`, 1, n);
  const order: string[] = [];
  for (let now = 0; order.length < 100; now += 150) {
    announcer.note(1, "judgments");
    const heard = hearAt(now);
    expect(heard.length).toBeLessThanOrEqual(3);
    order.push(...heard.map(([name]) => name));
  }
  expect(new Set(order.slice(0, 50)).size).toBe(50);
  expect(new Set(order.slice(50, 100)).size).toBe(50);
});

test("one person's streams have a limit, and so have all; a closed one makes room", () => {
  const { add, announcer } = world({ each: 2, all: 3 });
  const end = add("a", 1, 1);
  add("b", 1, 1);
  expect(() => add("c", 1, 1)).toThrow("own");
  add("d", 1, 2);
  expect(() => add("e", 1, 3)).toThrow("all");
  end();
  add("c", 1, 1);
  expect(announcer.size()).toBe(3);
});
