import { figureOptions, type Drawing } from "#lib/figures/index.ts";
import { formatCell } from "#lib/figures/format.ts";
import { escaped } from "#lib/report/escape.ts";
import { legendHtml } from "#lib/report/legend.ts";
import { styles } from "#lib/report/styles.ts";
import type { Figure } from "#lib/figures/figure.ts";
import type { Table } from "#lib/figures/table.ts";
import { failedSaid } from "#lib/study/blocks.ts";
import type { Block, Section } from "#lib/study/section.ts";

/** The study as one HTML file that needs nothing beside it: for archives, mail and print. */

export type ReportPart = { section: Section; blocks: readonly Block[] };

export type ReportMaker = {
  /** draws one panel of a figure as SVG text; the caller has a document, lib has none */
  draw: (drawing: Drawing) => string;
  /** address of a table as CSV, relative to the report */
  csv: (section: Section, block: Block) => string;
};

/**
 * @param lines said under the title: what was computed, when, with which settings
 * @returns a whole HTML document
 */
export function reportHtml(
  title: string,
  lines: readonly string[],
  parts: readonly ReportPart[],
  make: ReportMaker,
): string {
  const contents = parts.map(
    ({ section }) => `<li><a href="#${escaped(section.id)}">${escaped(section.title)}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}: people and machines compared</title>
<style>${styles}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<p class="lead">People and machines compared</p>
${lines.map((line) => `<p class="quiet">${escaped(line)}</p>`).join("\n")}
<nav aria-label="Contents"><ol>${contents.join("")}</ol></nav>
</header>
<main>
${parts.map((part) => sectionHtml(part, make)).join("\n")}
</main>
</body>
</html>
`;
}

function sectionHtml({ section, blocks }: ReportPart, make: ReportMaker): string {
  return `<section id="${escaped(section.id)}">
<h2>${escaped(section.title)}</h2>
<p class="lead">${escaped(section.lead)}</p>
${blocks.map((block) => blockHtml(section, block, make)).join("\n")}
</section>`;
}

function blockHtml(section: Section, block: Block, make: ReportMaker): string {
  const definition = block.definition.map((paragraph) => `<p>${escaped(paragraph)}</p>`).join("");
  return `<article id="${escaped(`${section.id}-${block.id}`)}">
<h3>${escaped(block.title)}</h3>
${block.items === "" ? "" : `<p class="quiet">${escaped(block.items)}</p>`}
${bodyHtml(section, block, make)}
${block.reading ? `<p class="reading">${escaped(block.reading.text)}</p>` : ""}
${block.failed.length > 0 ? `<p class="quiet">${escaped(failedSaid(block))}</p>` : ""}
${definition === "" ? "" : `<details class="definition"><summary>What this means</summary>${definition}</details>`}
</article>`;
}

/** Width of a panel, pixels: one fills the page, several stand side by side. */
const widths = { one: 760, several: 460 };

/** The drawing width for a figure's panels. */
export const panelWidth = (panels: number): number => (panels > 1 ? widths.several : widths.one);

function bodyHtml(section: Section, block: Block, make: ReportMaker): string {
  const { body } = block;
  if (body.kind === "refusal") return `<p class="refusal">${escaped(body.sentence)}</p>`;
  if (body.kind === "pictures")
    return `<p class="quiet">${body.groups
      .map(({ title, itemIds }) => `${escaped(title)}: ${itemIds.length}`)
      .join("; ")}. See the pictures in the app.</p>`;
  const numbers = `${tableHtml(body.table)}<p class="quiet"><a href="${escaped(make.csv(section, block))}">CSV</a></p>`;
  if (body.kind === "table") return numbers;
  const figure = withoutLinks(body.figure);
  const count = figureOptions(figure, widths.several).length;
  const drawn = figureOptions(figure, panelWidth(count)).map(
    (panel) =>
      `<figure>${panel.title === "" ? "" : `<figcaption>${escaped(panel.title)}</figcaption>`}${make.draw(panel)}</figure>`,
  );
  return `${legendHtml(figure)}
<div class="panels${count > 1 ? " several" : ""}">${drawn.join("")}</div>
<details><summary>The numbers</summary>${numbers}</details>`;
}

/** What a number counts is in the app; a report that was mailed has nothing to link to. */
function withoutLinks(figure: Figure): Figure {
  switch (figure.kind) {
    case "heat-map":
      return { ...figure, panels: figure.panels.map((panel) => ({ ...panel, leads: [] })) };
    case "intervals":
      return { ...figure, rows: figure.rows.map((row) => ({ ...row, leads: null })) };
    case "lines":
      return {
        ...figure,
        series: figure.series.map((line) => ({
          ...line,
          points: line.points.map((point) => ({ ...point, leads: null })),
        })),
      };
    case "bands":
      return figure; // means over raters, which lead nowhere
  }
}

function tableHtml({ columns, rows }: Table): string {
  const head = columns.map(({ name, format }) => `<th scope="col"${side(format)}>${escaped(name)}</th>`);
  const body = rows.map(
    (row) =>
      `<tr>${columns
        .map(({ format }, at) => {
          const text = escaped(formatCell(row[at] ?? null, format));
          return at === 0 ? `<th scope="row">${text}</th>` : `<td${side(format)}>${text}</td>`;
        })
        .join("")}</tr>`,
  );
  return `<div class="table"><table><thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

const side = (format: string): string => (format === "text" ? "" : ' class="number"');
