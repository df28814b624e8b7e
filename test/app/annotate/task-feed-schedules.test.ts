import fc from "fast-check";
import { expect, test } from "vitest";
import { type Fate, type Network, openTab, SharedStore, type Tab } from "./browser.ts";
import { leaseMs, Server } from "./server.ts";
import { Time } from "./time.ts";

const items = 14;
const bad: Fate[] = ["lost", "reply lost", "twice", "not ours", 401, 403, 404, 500, 503];

/** What a person, the network and the computer do, one thing after the other. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("answer" as const), label: fc.nat({ max: 5 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("sort" as const),
      pictures: fc.integer({ min: 1, max: 9 }),
      label: fc.nat({ max: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("undo" as const, "undo batch" as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.nat({ max: 8000 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("sleep" as const), ms: fc.nat({ max: 2 * leaseMs }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("reload" as const, "crash" as const) }) },
);
const fates = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.constant<Fate>("fine") }, fc.constantFrom(...bad)),
  {
    maxLength: 60,
  },
);

test("whatever happens, in the end each picture has the last label it was given, saved once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 5, maxLength: 40 }),
      fates,
      fc.array(fc.nat({ max: 1500 }), { minLength: 1, maxLength: 20 }),
      fc.constantFrom({}, { hold: 12, loads: 4 }),
      async (happenings, fateOf, latencies, view) => {
        const time = new Time();
        const server = new Server(time.now, items);
        const store = new SharedStore();
        let [asked, delayed] = [0, 0];
        const network: Network = {
          fate: () => fateOf[asked++] ?? "fine",
          latencyMs: () => latencies[delayed++ % latencies.length] ?? 0,
        };
        const page = () => openTab({ time, server, store, network }, view);

        /** the last label that the person gave to each picture, and the leases in the order of the answers */
        const given = new Map<string, number>();
        const order: string[] = [];
        const answer = (tab: Tab, label: number) => {
          const task = tab.answer(label);
          if (!task) return;
          given.set(task.picture, label);
          order.push(task.lease);
        };

        const sort = (tab: Tab, pictures: number, label: number) => {
          for (const task of tab.sort(pictures, label)) {
            given.set(task.picture, label);
            order.push(task.lease);
          }
        };
        const undoBatch = ({ feed }: Tab) => {
          const { recent } = feed.getSnapshot();
          const batch = recent.find((one) => one.batch !== undefined)?.batch;
          void feed.undo(recent.filter((one) => one.batch === batch).map(({ lease }) => lease));
        };

        let tab = page();
        for (const what of happenings) {
          if (what.do === "answer") answer(tab, what.label);
          else if (what.do === "sort") sort(tab, what.pictures, what.label);
          else if (what.do === "undo batch") undoBatch(tab);
          else if (what.do === "undo") void tab.feed.undo();
          else if (what.do === "wait") await time.pass(what.ms);
          else if (what.do === "sleep") time.leap(what.ms);
          else {
            if (what.do === "crash") tab.crash();
            else tab.close();
            tab = page();
          }
        }
        // The network recovers, and the person labels what is left, taken-back pictures included.
        asked = fateOf.length;
        await time.pass(45_000);
        for (let i = 0; i < 4 * items && server.standing().size < items; i++) {
          answer(tab, i % 6);
          await time.pass(45_000);
        }
        await time.pass(60_000);

        expect(tab.feed.getSnapshot()).toMatchObject({
          pending: 0,
          current: null,
          connection: { state: "fine" },
        });
        expect(server.refusedAnswers).toBe(0);
        expect(server.standing()).toEqual(given);
        // Nothing stands twice, and answers were saved in the order in which they were given.
        expect(server.judgments.filter(({ withdrawn }) => !withdrawn)).toHaveLength(items);
        expect(server.judgments.map(({ lease }) => lease)).toEqual(order);
      },
    ),
    { numRuns: 300 },
  );
});
