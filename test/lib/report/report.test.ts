import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { csvOf } from "#lib/report/csv.ts";
import { reportHtml } from "#lib/report/html.ts";
import type { Figure } from "#lib/figures/figure.ts";
import type { Block, Section } from "#lib/study/section.ts";

test("CSV: numbers unrounded, an estimate in three columns, formulas defused", () => {
  const table = {
    columns: [
      { name: "Rater", format: "text" as const },
      { name: "Accuracy", format: "percent" as const },
    ],
    rows: [
      ["=cmd()", { value: 0.8533, low: 0.8463, high: 0.8602 }],
      ["b, c", null],
    ],
  };
  expect(csvOf(table)).toBe(
    `Rater,Accuracy,Accuracy low,Accuracy high\r\n'=cmd(),0.8533,0.8463,0.8602\r\n"b, c",,,\r\n`,
  );
});

test("the report shows every block once, and runs nothing that a name brings along", () => {
  const block = (id: string, body: Block["body"]): Block => ({
    id,
    title: `<b>${id}</b>`,
    definition: ["What & why."],
    items: "3 items",
    reading: { verdict: "holds", numbers: {}, text: "It <holds>." },
    failed: ["<i>bw</i>"],
    body,
  });
  const table = {
    columns: [{ name: "<script>", format: "text" as const }],
    rows: [["<img src=x onerror=alert(1)>"]],
  };
  const section: Section = {
    id: "accuracy",
    title: "Accuracy",
    lead: "How often.",
    settings: [],
    compute: () => [],
  };
  const html = reportHtml(
    "Pets <3",
    ["one line"],
    [
      {
        section,
        blocks: [
          block("numbers", { kind: "table", table }),
          block("refused", { kind: "refusal", need: "gold", sentence: "There is no gold." }),
          block("figure", {
            kind: "figure",
            table,
            figure: { kind: "intervals", x: { name: "right", format: "percent" }, rows: [] },
          }),
        ],
      },
    ],
    { draw: () => "<svg></svg>", csv: (of, { id }) => `${of.id}-${id}.csv` },
  );
  expect(html).not.toMatch(/<(b|script|img)[ >]/);
  expect(html).toContain("Pets &lt;3");
  expect(html).toContain("There is no gold.");
  expect(html.match(/<article/g)).toHaveLength(3);
  expect(html.match(/<svg>/g)).toHaveLength(1);
  expect(html.match(/It &lt;holds&gt;\./g)).toHaveLength(3);
  expect(html.match(/&lt;i&gt;bw/g)).toHaveLength(3);
  expect(html).toContain('href="accuracy-numbers.csv"');
});

test("lines are named, a heat map has its scale, no cell leads anywhere, and a name stays a name", () => {
  const table = { columns: [], rows: [] };
  const figures: Figure[] = [
    {
      kind: "heat-map",
      row: "gold",
      column: "answer",
      format: "percent",
      scale: "sequential",
      panels: [
        {
          title: "",
          rows: ["cat"],
          columns: ["cat", "dog"],
          values: [0.05, 0.25],
          leads: [{ search: "said=gold%3A1", n: 3, of: null }, null],
        },
      ],
    },
    {
      kind: "lines",
      diagonal: false,
      marks: [],
      x: { name: "η", format: "number" },
      y: { name: "accuracy", format: "percent" },
      series: [
        { name: 'm"><script>', tone: "machine", points: [{ x: 0, y: 0.5 }] },
        { name: "with people", tone: "team", points: [{ x: 0, y: 0.5 }], dashed: true },
      ],
    },
  ];
  const links: unknown[] = [];
  const html = reportHtml(
    "Pets",
    [],
    [
      {
        section: { id: "s", title: "S", lead: "", settings: [], compute: () => [] },
        blocks: figures.map((figure, at) => ({
          id: `b${at}`,
          title: "B",
          definition: [],
          items: "",
          reading: null,
          failed: [],
          body: { kind: "figure", figure, table },
        })),
      },
    ],
    {
      draw: ({ options }) => {
        const { document } = parseHTML("<!doctype html><html><body></body></html>");
        const drawn = Plot.plot({ ...options, document }).outerHTML;
        links.push(...(drawn.match(/href="items[^"]*"/g) ?? []));
        return drawn;
      },
      csv: () => "b.csv",
    },
  );
  expect(links).toEqual([]);
  // outside of a quoted attribute a name is text, and it cannot end the quotes
  expect(html.replace(/"[^"]*"/g, "")).not.toContain("<script");
  expect(html).toMatch(/class="scale"[^>]*>0 %.*25 %<\/p>/);
  expect(html).toMatch(
    /<li><svg[^>]*><line[^>]*stroke="var\(--machine\)"[^>]*\/><\/svg>m&quot;&gt;&lt;script&gt;<\/li>/,
  );
  expect(html).toMatch(/stroke-dasharray="5 4"\/><\/svg>with people/);
});
