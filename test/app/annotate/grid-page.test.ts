import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrange, noPage, openCells, type Page, withDone } from "#app/annotate/[project]/grid/grid-page.ts";
import { gap, layoutFor } from "#app/annotate/[project]/grid/cell-layout.ts";
import { gridCommandOf } from "#app/annotate/[project]/grid/keys.ts";
import { moved } from "#app/annotate/[project]/grid/moved.ts";

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("answer" as const), of: fc.array(fc.nat({ max: 7 })) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("arrive" as const), n: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("lose" as const), at: fc.nat({ max: 7 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("undo" as const), n: fc.integer({ min: 1, max: 5 }) }),
  },
);

describe("a page of the grid", () => {
  test("shows what is held and no picture twice, keeps places, turns only when all is answered, brings back what was taken back", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 8 }), (steps, size) => {
        let page: Page = noPage;
        let issued = 0;
        let ready: { lease: string; was?: string }[] = [];
        const answered: string[] = [];
        const look = () => {
          const before = page;
          page = arrange(page, ready, size);
          expect(arrange(page, ready, size)).toBe(page);
          const open = openCells(page).map(({ lease }) => lease);
          const held = new Set(ready.map(({ lease }) => lease));
          expect(open.every((lease) => held.has(lease))).toBe(true);
          expect(new Set(page.cells.map(({ lease }) => lease)).size).toBe(page.cells.length);
          // whoever has work sees some
          expect(open.length > 0).toBe(ready.length > 0);
          if (page.number !== before.number)
            expect(before.cells.filter(({ done, lease }) => done === null && held.has(lease))).toEqual([]);
          else {
            // what stays on the page stays in its order
            const places = before.cells.filter(({ lease }) => page.cells.some((one) => one.lease === lease));
            const now = page.cells.filter(({ lease }) => places.some((one) => one.lease === lease));
            expect(now.map(({ lease }) => lease)).toEqual(places.map(({ lease }) => lease));
          }
          for (const { was, lease } of ready) if (was !== undefined) expect(open).toContain(lease);
        };
        look();
        for (const what of steps) {
          if (what.do === "arrive")
            for (let i = 0; i < what.n; i++) ready = [...ready, { lease: `lease ${++issued}` }];
          else if (what.do === "lose") ready = ready.filter((_, i) => i !== what.at);
          else if (what.do === "undo") {
            const back = answered.splice(-what.n);
            ready = [...back.map((was) => ({ lease: `lease ${++issued}`, was })), ...ready];
          } else {
            const open = openCells(page);
            const leases = new Set(what.of.flatMap((i) => open[i]?.lease ?? []));
            page = withDone(page, leases, { label: 1 });
            ready = ready.filter(({ lease }) => !leases.has(lease));
            answered.push(...leases);
          }
          look();
        }
      }),
    );
  });

  test("fills its room with cells that all fit, as large as they can be", () => {
    const side = fc.integer({ min: 300, max: 3000 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 24 }), (width, height, pictures) => {
        const { columns, side } = layoutFor({ width, height }, pictures);
        const rows = Math.ceil(pictures / columns);
        const fits = (each: number, across: number, down: number) =>
          across * each + gap * (across - 1) <= width && down * each + gap * (down - 1) <= height;
        expect(fits(side, columns, rows)).toBe(true);
        for (let other = 1; other <= pictures; other++)
          expect(fits(side + 1, other, Math.ceil(pictures / other))).toBe(false);
      }),
    );
  });

  test("the cursor stays on the page, and in its column going up and down", () => {
    const to = fc.constantFrom("left", "right", "up", "down", "first", "last");
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(to),
        (n, columns, way) => {
          let at = 0;
          for (const direction of way) {
            const next = moved(at, direction, columns, n);
            expect(next).toBeGreaterThanOrEqual(0);
            expect(next).toBeLessThan(n);
            if (direction === "up" || direction === "down") expect(next % columns).toBe(at % columns);
            at = next;
          }
        },
      ),
    );
  });
});

describe("keys of the grid", () => {
  const press = { code: "", repeat: false, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  const labels = new Map([
    ["1", 4],
    ["a", 5],
  ]);
  const meaning = (given: Partial<Parameters<typeof gridCommandOf>[0]> & { key: string }) =>
    gridCommandOf({ ...press, ...given }, labels);

  test.each([
    [
      { key: "1", code: "Digit1" },
      { do: "label", label: 4 },
    ],
    [
      { key: "&", code: "Digit1" },
      { do: "label", label: 4 },
    ],
    [{ key: "A" }, { do: "label", label: 5 }],
    [{ key: "a", ctrlKey: true }, { do: "choose all" }],
    [{ key: "a", metaKey: true }, { do: "choose all" }],
    [{ key: "z", ctrlKey: true }, { do: "undo" }],
    [{ key: "z", ctrlKey: true, shiftKey: true }, null],
    [{ key: "1", code: "Digit1", repeat: true }, null],
    [{ key: " ", repeat: true }, null],
    [
      { key: "ArrowRight", repeat: true },
      { do: "move", to: "right", extend: false },
    ],
    [
      { key: "ArrowDown", shiftKey: true },
      { do: "move", to: "down", extend: true },
    ],
    [{ key: "a", altKey: true }, null],
    [{ key: "b" }, null],
  ] as const)("%o means %o", (given, command) => expect(meaning(given)).toEqual(command));
});
