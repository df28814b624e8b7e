import { BlockFigure } from "./block-figure.tsx";
import { NumberTable } from "./number-table.tsx";
import { Pictures } from "./pictures.tsx";
import { Info } from "../../../_ui/info.tsx";
import { Card } from "../../../_ui/card.tsx";
import { FileLink } from "../../../_ui/file-link.tsx";
import type { PictureOf } from "#db/dataset/item-pictures.ts";
import { failedSaid } from "#lib/study/blocks.ts";
import { takeaway } from "#lib/study/takeaway.ts";
import type { Block } from "#lib/study/section.ts";

/** A block of the study: what it is, on which items, the drawing or table, what it shows, its numbers. */
export function BlockCard({
  block,
  csv,
  slug,
  pictures,
}: {
  block: Block;
  /** address of the table as CSV */
  csv: string;
  slug: string;
  pictures: ReadonlyMap<number, PictureOf>;
}) {
  const { id, title, definition, items, reading, body } = block;
  const said = takeaway(reading);
  return (
    <div id={id} data-testid="block" className="scroll-mt-6 break-inside-avoid">
      <Card
        title={
          <span className="flex items-center gap-2">
            <span>{title}</span>
            {definition.length > 0 && <Info about={title} text={definition} />}
          </span>
        }
        aside={"table" in body && <FileLink href={csv} format="CSV" title={title} />}
      >
        {said && (
          <p className="-mt-1 mb-3 max-w-prose font-medium text-pretty" data-testid="takeaway">
            {together(said.line)}
          </p>
        )}
        {items && <p className="mb-5 text-sm text-muted">{items}</p>}
        {body.kind === "refusal" && <p className="max-w-prose text-sm text-muted">{body.sentence}</p>}
        {body.kind === "figure" && <BlockFigure figure={body.figure} name={title} />}
        {body.kind === "table" && <NumberTable table={body.table} name={title} />}
        {body.kind === "pictures" && <Pictures groups={body.groups} pictures={pictures} slug={slug} />}
        {said && said.rest !== "" && <p className="mt-5 max-w-prose text-pretty">{together(said.rest)}</p>}
        {block.failed.length > 0 && (
          <p className="mt-3 max-w-prose text-sm text-pretty text-muted">{failedSaid(block)}</p>
        )}
        {definition[0] && <p className="mt-3 hidden text-xs text-muted print:block">{definition[0]}</p>}
        {body.kind === "figure" && (
          <details className="group mt-4 print:hidden">
            <summary className="inline-flex min-h-9 items-center gap-1.5 rounded-control text-sm font-medium text-muted select-none hover:text-ink">
              <span aria-hidden className="transition-transform group-open:rotate-90">
                ›
              </span>
              Show the numbers
            </summary>
            <div className="mt-2">
              <NumberTable table={body.table} name={title} />
            </div>
          </details>
        )}
      </Card>
    </div>
  );
}

/** A number and its % stay on one line. */
const together = (text: string): string => text.replace(/(\d) %/g, "$1\u00a0%");
