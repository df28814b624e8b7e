import { percent, whole } from "../../_ui/format.ts";
import { Info } from "../../_ui/info.tsx";
import { type AccuracyScale, accuracyScale, position } from "#lib/figures/accuracy-scale.ts";
import type { Proportion } from "#lib/stats/proportion.ts";

export type Member = {
  id: "machine" | "people" | "team" | "oracle";
  name: string;
  definition: readonly string[];
  accuracy: Proportion;
  /** said in place of the interval while there are no items */
  missing: string;
};

const colour = { machine: "bg-machine", people: "bg-people", team: "bg-accent", oracle: "bg-oracle" };
const text = { machine: "text-machine", people: "text-people", team: "text-accent", oracle: "text-muted" };
const moves = "transition-[left,right] duration-500 ease-out";

const percentAt = (scale: AccuracyScale, value: number) => `${(100 * position(scale, value)).toFixed(3)}%`;

/** The four accuracies on one scale: a dot, its interval, and the items it stands on. */
export function AccuracyFigure({ members }: { members: readonly Member[] }) {
  const scale = accuracyScale(members.map(({ accuracy }) => accuracy));
  const machine = members.find(({ id }) => id === "machine")?.accuracy.value ?? null;
  return (
    <figure>
      <ul className="flex flex-col">
        {members.map((member) => (
          <Row key={member.id} member={member} scale={scale} machine={machine} />
        ))}
      </ul>
      <div className={`${columns} pb-1`} aria-hidden>
        <div className="relative h-5 text-xs text-muted tabular-nums sm:col-start-2">
          {scale.ticks.map((tick) => (
            <span
              key={tick}
              className="absolute -translate-x-1/2 first:translate-x-0 last:-translate-x-full sm:first:-translate-x-1/2 sm:last:-translate-x-1/2"
              style={{ left: percentAt(scale, tick) }}
            >
              {Number((100 * tick).toFixed(1))}
              <span className="hidden sm:inline"> %</span>
            </span>
          ))}
        </div>
      </div>
      <figcaption className="mt-4 text-sm text-muted">
        A dot is the share right, the line through it the 95 % interval. The dashed line is the machine alone.
      </figcaption>
    </figure>
  );
}

/** Words at the left, drawing at the right; one above the other on a phone. */
const columns = "sm:grid sm:grid-cols-[17.5rem_1fr] sm:gap-x-8 sm:pr-4";

function Row({ member, scale, machine }: { member: Member; scale: AccuracyScale; machine: number | null }) {
  const { id, name, definition, accuracy, missing } = member;
  return (
    <li className={columns}>
      <div className="flex items-center justify-between gap-4 pt-4 sm:py-4">
        <div>
          <p className={`flex items-center gap-2 ${id === "team" ? "font-semibold" : "font-medium"}`}>
            {name}
            <Info about={`${name.toLowerCase()} accuracy`} text={definition} />
          </p>
          <p className="text-sm text-muted tabular-nums">n = {whole(accuracy.n)}</p>
        </div>
        <div className="text-right">
          <p
            className={`text-2xl leading-8 font-semibold tracking-tight tabular-nums ${text[id]}`}
            data-testid={`accuracy-${id}`}
          >
            {percent(accuracy.value, 2)}
          </p>
          <p className="text-sm whitespace-nowrap text-muted tabular-nums">
            {accuracy.value === null ? missing : `${percent(accuracy.low)} – ${percent(accuracy.high)}`}
          </p>
        </div>
      </div>
      <div className="relative h-11 sm:h-auto" aria-hidden>
        {scale.ticks.map((tick) => (
          <div
            key={tick}
            className="absolute inset-y-0 -ml-px w-px bg-line/70"
            style={{ left: percentAt(scale, tick) }}
          />
        ))}
        {machine !== null && (
          <div
            className={`absolute inset-y-0 -ml-px border-l border-dashed border-machine/60 ${moves}`}
            style={{ left: percentAt(scale, machine) }}
          />
        )}
        <Mark id={id} accuracy={accuracy} scale={scale} />
      </div>
    </li>
  );
}

function Mark({ id, accuracy, scale }: { id: Member["id"]; accuracy: Proportion; scale: AccuracyScale }) {
  const { value, low, high } = accuracy;
  if (value === null || low === null || high === null) return null;
  const cap = `absolute inset-y-0 w-0.5 rounded-full ${colour[id]}`;
  return (
    <>
      <div
        className={`absolute top-1/2 h-3 -translate-y-1/2 ${moves}`}
        style={{
          left: percentAt(scale, low),
          right: `${(100 * (1 - position(scale, high))).toFixed(3)}%`,
        }}
      >
        <div className={`absolute inset-x-0 top-1/2 h-0.5 -translate-y-1/2 ${colour[id]}`} />
        {/* An interval that runs off the scale has no cap at that end. */}
        {low >= scale.low && <div className={`${cap} left-0`} />}
        {high <= scale.high && <div className={`${cap} right-0`} />}
      </div>
      <div
        className={`absolute top-1/2 -translate-x-1/2 -translate-y-1/2 rounded-full ring-2 ring-surface ${moves} ${colour[id]} ${
          id === "team" ? "size-4" : "size-3.5"
        }`}
        style={{ left: percentAt(scale, value) }}
      />
    </>
  );
}
