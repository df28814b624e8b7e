import { addressOf } from "../picture.ts";
import { wordFor } from "../recent.tsx";
import type { Cell } from "./grid-page.ts";
import { ItemPicture } from "../../../_ui/item-picture.tsx";

/** One picture of the grid: a place in the list, selected or not, or what was said of it. */
export function PictureCell({
  cell,
  id,
  place,
  of,
  project,
  classes,
  side,
  smooth,
  selected,
  atCursor,
}: {
  cell: Cell;
  id: string;
  /** from 1 */
  place: number;
  of: number;
  project: string;
  classes: readonly string[];
  /** CSS pixels */
  side: number;
  /** the person prefers enlarged pictures smooth */
  smooth: boolean;
  selected: boolean;
  atCursor: boolean;
}) {
  const said = cell.done === null ? null : wordFor(cell.done, classes);
  return (
    <div
      id={id}
      role="option"
      aria-selected={selected}
      aria-label={`Picture ${place} of ${of}${said === null ? "" : `, ${said}`}`}
      {...(cell.done === null ? { "data-lease": cell.lease } : { "data-answered": cell.lease })}
      title={said === null ? undefined : `${said} · open again`}
      className={`grid-cell ${selected ? "selected" : ""} ${atCursor ? "at-cursor" : ""} ${said === null ? "" : "answered"}`}
      style={{ width: side, height: side }}
    >
      <ItemPicture src={addressOf(project, cell.picture)} alt="" draggable={false} smooth={smooth} />
      {said !== null && <span className="grid-said">{said}</span>}
      {selected && (
        <svg viewBox="0 0 20 20" className="grid-tick" aria-hidden>
          <circle cx="10" cy="10" r="9" />
          <path d="m6 10.2 2.7 2.7L14 7.4" />
        </svg>
      )}
    </div>
  );
}
