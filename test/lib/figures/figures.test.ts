import * as Plot from "@observablehq/plot";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { figureOptions } from "#lib/figures/index.ts";
import { cellFill, cellText, heatMapDomain } from "#lib/figures/heat-map.ts";
import { legendOf } from "#lib/figures/legend.ts";
import { styled, span } from "#lib/figures/style.ts";
import type { Bands, Figure, HeatMap, Intervals, Lines } from "#lib/figures/figure.ts";

/** What a server without a browser draws of a figure, a document fragment a panel. */
function drawn(figure: Figure, width = 600): Element[] {
  const { document } = parseHTML("<html><body></body></html>");
  return figureOptions(figure, width).map(({ options }) => Plot.plot({ ...options, document }));
}
const labels = (drawing: Element | undefined, mark: string): (string | null)[] =>
  [...(drawing?.querySelectorAll(`${mark}[aria-label]`) ?? [])].map((one) => one.getAttribute("aria-label"));

const heatMap: HeatMap = {
  kind: "heat-map",
  row: "gold",
  column: "answered",
  format: "percent",
  scale: "sequential",
  panels: [
    {
      title: "anna",
      rows: ["cat", "dog"],
      columns: ["cat", "dog"],
      values: [0, 0.123, 0.4, null],
      leads: [
        null,
        { search: "said=gold%3A1", n: 3, of: null },
        { search: "said=column-1%3A0", n: 5, of: 9 },
        null,
      ],
    },
    { title: "ben", rows: ["cat", "dog"], columns: ["cat", "dog"], values: [0.8, 0, 0, 0] },
  ],
};

test("a heat map: a cell each, named by its row, column and value, and a link where there are pictures", () => {
  const [anna, ben] = drawn(heatMap);
  expect(labels(anna, "rect")).toEqual([
    "gold cat, answered cat: 0.0 %",
    "gold cat, answered dog: 12.3 %",
    "gold dog, answered cat: 40.0 %",
    "gold dog, answered dog: –",
  ]);
  const links = [...(anna?.querySelectorAll("a") ?? [])];
  expect(links.map((link) => link.getAttribute("href") ?? link.getAttribute("xlink:href"))).toEqual([
    "../items?said=gold%3A1",
    "../items?said=column-1%3A0",
  ]);
  expect(links[0]?.querySelector("rect")?.getAttribute("aria-label")).toBe("gold cat, answered dog: 12.3 %");
  expect(ben?.querySelectorAll("a")).toHaveLength(0);
  expect(anna?.outerHTML).toContain(">12.3</text>");
});

test("panels share one colour scale; differences reach as far below 0 as above", () => {
  expect(heatMapDomain(heatMap)).toEqual([0, 0.8]);
  const panel = { title: "", rows: ["a"], columns: ["a", "b"] };
  const differences = {
    ...heatMap,
    scale: "diverging",
    panels: [{ ...panel, values: [-0.3, 0.1] }],
  } as const;
  expect(heatMapDomain(differences)).toEqual([-0.3, 0.3]);
  const near = { ...heatMap, panels: [{ ...panel, values: [0.7, 1] }] };
  expect(heatMapDomain(near)[0]).toBeGreaterThan(0.6);
  expect(heatMapDomain(near)[0]).toBeLessThan(0.7);
  for (const values of [
    [null, null],
    [0, 0],
  ]) {
    const [low, high] = heatMapDomain({ ...heatMap, panels: [{ ...panel, values }] });
    expect(low).toBeLessThan(high);
  }
});

/** Relative luminance of an OKLab colour (Ottosson's matrices; WCAG 2 takes the linear components). */
function luminance([L, a, b]: readonly [number, number, number]): number {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
  const [r, g, bl] = [red, green, blue].map((part) => Math.min(1, Math.max(0, part))) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
}
const oklab = (l: number, c: number, h: number) =>
  [l, c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)] as const;

test("values in cells can be read on every depth of colour, in the light and in the dark", () => {
  // --sunken, --machine and --people of app/globals.css
  const themes = [
    { ground: oklab(0.956, 0.006, 85), machine: oklab(0.5, 0.14, 262), people: oklab(0.525, 0.14, 45) },
    { ground: oklab(0.17, 0.007, 70), machine: oklab(0.74, 0.11, 262), people: oklab(0.75, 0.12, 55) },
  ];
  themes.forEach(({ ground, machine, people }, theme) => {
    for (let percent = -100; percent <= 100; percent++) {
      const share = Number(/(\d+)%/.exec(cellFill(percent / 100))?.[1]) / 100;
      const colour = percent < 0 ? people : machine;
      const mixed = ground.map((part, at) => part + share * (colour[at]! - part)) as [number, number, number];
      const text = /light-dark\((\w+), (\w+)\)/.exec(cellText(percent / 100))?.[theme + 1];
      const [behind, ink] = [luminance(mixed), text === "white" ? 1 : 0];
      const contrast = (Math.max(behind, ink) + 0.05) / (Math.min(behind, ink) + 0.05);
      expect(contrast, `${percent} % in theme ${theme}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});

const bands: Bands = {
  kind: "bands",
  y: { name: "accuracy", format: "percent" },
  panels: [
    {
      title: "by confidence",
      x: { name: "confidence", format: "percent" },
      series: [
        {
          name: "people",
          tone: "people",
          points: [
            { x: 0.4, mean: 0.5, low: 0.4, high: 0.6, n: 1200 },
            { x: 0.8, mean: 0.9, low: 0.85, high: 0.95, n: 30 },
          ],
          line: { slope: 1, intercept: 0.1 },
        },
        { name: "machines", tone: "machine", points: [], line: null },
      ],
    },
  ],
};

test("bands: a dot a bin that says its numbers, the range shaded, the fitted line dashed", () => {
  const [drawing] = drawn(bands);
  expect(labels(drawing, "circle")).toEqual([
    "people, confidence 40.0 %: 50.0 % (40.0 – 60.0), n = 1,200",
    "people, confidence 80.0 %: 90.0 % (85.0 – 95.0), n = 30",
  ]);
  expect(drawing?.outerHTML).toContain("stroke-dasharray");
  expect(drawing?.outerHTML).toContain("var(--people)");
  expect(legendOf(bands).map(({ name }) => name)).toEqual(["people", "machines"]);
});

test("lines: dots where they are few, upright marks by name; a long line leaves its numbers to the pointer", () => {
  const points = [0, 0.5, 1].map((x) => ({ x, y: x / 2 }));
  const lines: Lines = {
    kind: "lines",
    x: { name: "η", format: "number" },
    y: { name: "accuracy", format: "percent" },
    diagonal: true,
    series: [
      { name: "team", tone: "team", points },
      {
        name: "long",
        tone: "machine",
        points: Array.from({ length: 101 }, (_, i) => ({ x: i / 100, y: 0.3 })),
      },
    ],
    marks: [{ x: 0.6, name: "η in force" }],
  };
  const [drawing] = drawn(lines);
  expect(labels(drawing, "circle")).toEqual(["team, η 0: 0.0 %", "team, η 0.5: 25.0 %", "team, η 1: 50.0 %"]);
  expect(drawing?.outerHTML).toContain("η in force");
});

test("names of marks close to one another stand on lines of their own", () => {
  const axis = { name: "η", format: "number" } as const;
  const marks = [0.5, 0.501, 0.502].map((x, nth) => ({ x, name: `η* of partner ${nth}` }));
  const points = [0, 1].map((x) => ({ x, y: x }));
  const series = [{ name: "team", tone: "team" as const, points }];
  const [drawing] = drawn({ kind: "lines", x: axis, y: axis, diagonal: false, series, marks });
  const heights = [...(drawing?.querySelectorAll("text") ?? [])]
    .filter((text) => text.textContent?.startsWith("η* of"))
    .map(
      (text) => (text.closest("g")?.getAttribute("transform") ?? "") + (text.getAttribute("transform") ?? ""),
    )
    .map((transform) => transform.replace(/translate\([^,]*,/g, "("));
  expect(heights).toHaveLength(3);
  expect(new Set(heights).size).toBe(3);
});

test("coefficients are written with two decimals in cells, in full in their names", () => {
  const values = [0.000_357_3, -0.001, -0.25, 1];
  const panel = { title: "", rows: ["a", "b"], columns: ["a", "b"], values };
  const [drawing] = drawn({ ...heatMap, format: "number", scale: "diverging", panels: [panel] });
  const texts = [...(drawing?.querySelectorAll("text") ?? [])].map((text) => text.textContent);
  expect(texts).toEqual(expect.arrayContaining(["0.00", "−0.25", "1.00"]));
  expect(texts).not.toContain("−0.00");
  expect(labels(drawing, "rect")[0]).toContain("0.0003573");
});

test("intervals: a row each with its interval", () => {
  const intervals: Intervals = {
    kind: "intervals",
    x: { name: "gain", format: "points" },
    rows: [
      { name: "CE", tone: "team", estimate: { value: 0.01, low: -0.01, high: 0.03 } },
      { name: "GCE", tone: "team", estimate: { value: Number.NaN, low: Number.NaN, high: Number.NaN } },
    ],
  };
  const [drawing] = drawn(intervals);
  expect(labels(drawing, "circle")).toEqual(["CE: +1.0 (−1.0 – +3.0)"]);
});

test("long names of intervals stand whole, beside their rows or above them", () => {
  const estimate = { value: 0.01, low: -0.01, high: 0.03 };
  const names = ["human1, over the machine", "human1, over the better"];
  const rows = names.map((name) => ({ name, tone: "team" as const, estimate }));
  const intervals: Intervals = { kind: "intervals", x: { name: "gain", format: "points" }, rows };
  for (const width of [900, 320]) {
    const [drawing] = drawn(intervals, width);
    const texts = [...(drawing?.querySelectorAll("text") ?? [])].map(({ textContent }) => textContent);
    expect(texts).toEqual(expect.arrayContaining(names));
  }
});

test("figures of nothing draw without a NaN", () => {
  const empty: Figure[] = [
    { ...heatMap, panels: [{ title: "", rows: [], columns: [], values: [] }] },
    { ...bands, panels: bands.panels.map((panel) => ({ ...panel, series: [] })) },
    { kind: "lines", x: bands.y, y: bands.y, diagonal: false, series: [], marks: [] },
    { kind: "intervals", x: bands.y, rows: [] },
  ];
  for (const figure of empty)
    for (const drawing of drawn(figure, 320)) expect(drawing.outerHTML).not.toContain("NaN");
});

test("series of one tone differ in colour or dash, the first has the tone itself", () => {
  const styles = styled(Array.from({ length: 9 }, (_, nth) => ({ name: `s${nth}`, tone: "team" as const })));
  expect(styles[0]).toMatchObject({ name: "s0", colour: "var(--accent)", dash: null });
  expect(new Set(styles.map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(9);
});

test("an axis holds every value, within its limits, and has a length", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (values) => {
      const [low, high] = span(values, [0, 1]);
      expect(low).toBeLessThan(high);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      for (const value of values) expect(value >= low && value <= high).toBe(true);
    }),
  );
});
