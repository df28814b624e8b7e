import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { demoClasses, demoHumans, demoItems, demoProject } from "#lib/demo/demo.ts";
import { difficulty, side } from "#lib/demo/draw.ts";
import { shapes } from "#lib/demo/shapes.ts";

const items = demoItems();
const share = <T>(list: readonly T[], of: (item: T) => boolean) => list.filter(of).length / list.length;

describe("the demo dataset", () => {
  test("has balanced classes in both splits and says that it is made by code", () => {
    for (const [split, size] of [
      ["train", 3000],
      ["test", 1000],
    ] as const) {
      const part = items.filter((item) => item.split === split);
      expect(part).toHaveLength(size);
      for (const label of demoClasses.keys())
        expect(part.filter(({ gold }) => gold === label)).toHaveLength(size / demoClasses.length);
    }
    expect(demoProject.synthetic).toBe(true);
    expect(demoProject.name).toMatch(/synthetic/i);
    expect(demoProject.description).toMatch(/drawn by code/);
  });

  test("is the same every time, and another with another seed", () => {
    const digest = (list: ReturnType<typeof demoItems>) => {
      const hash = createHash("sha256");
      for (const { name, split, gold, labels, draw } of list.slice(0, 50))
        hash.update(JSON.stringify([name, split, gold, labels])).update(draw());
      return hash.digest("hex");
    };
    const small = { train: 40, test: 10 };
    expect(digest(demoItems(small))).toBe(digest(demoItems(small)));
    expect(digest(demoItems(small, 1))).not.toBe(digest(demoItems(small)));
  });

  test("pictures are 32 × 32 RGB, all different, none blank", () => {
    const drawn = items.slice(0, 200).map(({ draw }) => draw());
    for (const rgb of drawn) {
      expect(rgb).toHaveLength(side * side * 3);
      expect(Math.max(...rgb) - Math.min(...rgb)).toBeGreaterThan(25);
    }
    expect(new Set(drawn.map((rgb) => createHash("sha256").update(rgb).digest("hex"))).size).toBe(
      drawn.length,
    );
  });

  test("gold is the shape with the larger share; names tell nothing", () => {
    for (const { gold, scene, name } of items) {
      expect(scene.shape).toBe(gold);
      expect(scene.blend).toBeLessThan(0.5);
      expect(scene.other).not.toBe(gold);
      expect(name).toMatch(/^\d{4}\.png$/);
    }
  });

  test("annotators err in 10 to 20 %, more on hard pictures, mostly by naming a look-alike, partly together", () => {
    const hard = items.filter(({ scene }) => difficulty(scene) > 0.6);
    const easy = items.filter(({ scene }) => difficulty(scene) < 0.1);
    expect(hard.length).toBeGreaterThan(200);
    for (const person of demoHumans.keys()) {
      const wrong = (item: (typeof items)[number]) => item.labels[person] !== item.gold;
      expect(share(items, wrong)).toBeGreaterThan(0.1);
      expect(share(items, wrong)).toBeLessThan(0.2);
      expect(share(hard, wrong)).toBeGreaterThan(3 * share(easy, wrong));
      const looksAlike = ({ labels, gold }: (typeof items)[number]) =>
        (shapes[gold]?.like as readonly string[]).includes(demoClasses[labels[person] ?? -1] ?? "");
      expect(share(items.filter(wrong), looksAlike)).toBeGreaterThan(0.8);
    }
    const errs = (person: number) => share(items, ({ labels, gold }) => labels[person] !== gold);
    const both = share(items, ({ labels, gold }) => labels[0] !== gold && labels[1] !== gold);
    expect(both).toBeGreaterThan(1.5 * errs(0) * errs(1));
    expect(share(items, ({ labels, gold }) => labels.includes(gold))).toBeGreaterThan(0.94);
  });
});

describe("every shape", () => {
  test.each(shapes.map(({ name, field, like }) => ({ name, field, like })))(
    "$name",
    ({ name, field, like }) => {
      // Inside somewhere, outside at the rim, and a distance: no step larger than the way.
      const step = 0.02;
      let [inside, steepest, nearestAtRim] = [0, 0, Infinity];
      for (let x = -1.4; x <= 1.4; x += step)
        for (let y = -1.4; y <= 1.4; y += step) {
          const here = field(x, y);
          if (here < 0) inside++;
          const change = Math.max(Math.abs(field(x + step, y) - here), Math.abs(field(x, y + step) - here));
          steepest = Math.max(steepest, change);
          if (Math.hypot(x, y) > 1.3) nearestAtRim = Math.min(nearestAtRim, here);
        }
      expect(steepest).toBeLessThanOrEqual(step * 1.0001);
      expect(nearestAtRim).toBeGreaterThan(0);
      const area = inside * step * step;
      expect(area).toBeGreaterThan(0.5);
      expect(area).toBeLessThan(2.4);
      expect(like).not.toContain(name);
    },
  );
});
