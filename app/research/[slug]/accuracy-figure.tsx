import { arrowsExplained, percentAt, slide, type Tone, Whisker } from "./whisker.tsx";
import { percent, whole } from "../../_ui/format.ts";
import { Info } from "../../_ui/info.tsx";
import { type AccuracyScale, accuracyScale, isCut } from "#lib/figures/accuracy-scale.ts";
import type { Proportion } from "#lib/stats/proportion.ts";

export type Member = {
  id: Tone;
  name: string;
  definition: readonly string[];
  accuracy: Proportion;
  /** said in place of the interval while there are no items */
  missing: string;
};

const text = { machine: "text-machine", people: "text-people", team: "text-accent", oracle: "text-muted" };

/** Words at the left, drawing at the right; one above the other on a phone. */
const columns = "sm:grid sm:grid-cols-[17.5rem_1fr] sm:gap-x-8 sm:pr-5";

/**
 * The four accuracies on one scale: a dot, its interval, and the items it stands on. The scale is made for
 * machine, team and oracle, which stand on the same items; people's share is of the items they answered.
 */
export function AccuracyFigure({ members }: { members: readonly Member[] }) {
  const sharesOf = (people: boolean) =>
    members.flatMap(({ id, accuracy }) => ((id === "people") === people ? [accuracy] : []));
  const scale = accuracyScale(sharesOf(false), sharesOf(true));
  const machine = members.find(({ id }) => id === "machine")?.accuracy.value ?? null;
  const cut = isCut(
    scale,
    members.map(({ accuracy }) => accuracy),
  );
  return (
    <figure>
      <ul>
        {members.map((member) => (
          <Row key={member.id} member={member} scale={scale} machine={machine} />
        ))}
      </ul>
      <div className={columns} aria-hidden>
        <div className="relative mt-1.5 h-5 text-xs text-muted tabular-nums sm:col-start-2">
          {scale.ticks.map((tick) => (
            <span
              key={tick}
              className="absolute -translate-x-1/2 whitespace-nowrap max-sm:first:translate-x-0 max-sm:last:-translate-x-full"
              style={{ left: percentAt(scale, tick) }}
            >
              {Number((100 * tick).toFixed(1))}
              <span className="max-sm:hidden"> %</span>
            </span>
          ))}
        </div>
      </div>
      <figcaption className="mt-4 text-sm text-muted">
        Dot: share right, in per cent. Line: 95 % interval. Dashed: the machine alone.
        {cut && ` ${arrowsExplained}`}
      </figcaption>
    </figure>
  );
}

function Row({ member, scale, machine }: { member: Member; scale: AccuracyScale; machine: number | null }) {
  const { id, name, definition, accuracy, missing } = member;
  return (
    <li className={columns}>
      <div className="flex items-center justify-between gap-4 pt-5 pb-2 sm:py-4">
        <div>
          <p className={`flex items-center gap-2 ${id === "team" ? "font-semibold" : "font-medium"}`}>
            {name}
            <Info about={`${name.toLowerCase()} accuracy`} text={definition} />
          </p>
          <p className="text-sm text-muted tabular-nums">n = {whole(accuracy.n)}</p>
        </div>
        <div className="text-right">
          <p
            className={`text-2xl leading-8 font-semibold tracking-tight tabular-nums ${accuracy.value === null ? "text-muted" : text[id]}`}
            data-testid={`accuracy-${id}`}
          >
            {percent(accuracy.value, 2)}
          </p>
          <p className="text-sm whitespace-nowrap text-muted tabular-nums">
            {accuracy.value === null ? missing : `${percent(accuracy.low)} – ${percent(accuracy.high)}`}
          </p>
        </div>
      </div>
      <div className="relative h-9 sm:h-auto" aria-hidden>
        {scale.ticks.map((tick) => (
          <div
            key={tick}
            className="absolute inset-y-0 -ml-px w-px bg-line/70"
            style={{ left: percentAt(scale, tick) }}
          />
        ))}
        {machine !== null && (
          <div
            className={`absolute inset-y-0 -ml-px border-l border-dashed border-machine/60 ${slide}`}
            style={{ left: percentAt(scale, machine) }}
          />
        )}
        <Whisker share={accuracy} scale={scale} tone={id} />
      </div>
    </li>
  );
}
