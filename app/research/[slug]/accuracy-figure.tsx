import type { ReactNode } from "react";
import { percent, whole } from "../../_ui/format.ts";
import { Info } from "../../_ui/info.tsx";
import { accuracyScale, position } from "#lib/figures/accuracy-scale.ts";
import type { Proportion } from "#lib/stats/proportion.ts";

export type Member = {
  id: "machine" | "people" | "team" | "oracle";
  name: string;
  definition: ReactNode;
  accuracy: Proportion;
};

const colour = { machine: "bg-machine", people: "bg-people", team: "bg-accent", oracle: "bg-oracle" };
const text = { machine: "text-machine", people: "text-people", team: "text-accent", oracle: "text-muted" };

/** The four accuracies on one scale: a dot, its interval, and the items it stands on. */
export function AccuracyFigure({ members }: { members: readonly Member[] }) {
  const known = members.flatMap(({ accuracy }) =>
    accuracy.value === null ? [] : [accuracy.low ?? 0, accuracy.high ?? 1, accuracy.value],
  );
  const scale = accuracyScale(known);
  const at = (value: number) => `${(100 * position(scale, value)).toFixed(3)}%`;
  return (
    <div className="grid grid-cols-[auto_1fr] gap-x-5 sm:grid-cols-[minmax(9rem,auto)_auto_1fr] sm:gap-x-8">
      {members.map(({ id, name, definition, accuracy }) => (
        <div
          key={id}
          className="col-span-full grid grid-cols-subgrid items-center border-b border-line/60 py-4 last-of-type:border-0"
        >
          <div>
            <p className="flex items-center gap-2 font-medium">
              {name}
              <Info about={name}>{definition}</Info>
            </p>
            <p className="text-sm text-muted tabular-nums">n = {whole(accuracy.n)}</p>
          </div>
          <div className="text-right">
            <p
              className={`text-2xl font-semibold tracking-tight tabular-nums ${text[id]}`}
              data-testid={`accuracy-${id}`}
            >
              {percent(accuracy.value, 2)}
            </p>
            <p className="text-xs text-muted tabular-nums">
              {accuracy.value === null
                ? "no items yet"
                : `${percent(accuracy.low)} – ${percent(accuracy.high)}`}
            </p>
          </div>
          <div className="relative col-span-full mt-3 h-6 sm:col-span-1 sm:mt-0" aria-hidden>
            {scale.ticks.map((tick) => (
              <div key={tick} className="absolute inset-y-0 w-px bg-line/70" style={{ left: at(tick) }} />
            ))}
            {accuracy.value !== null && (
              <>
                <div
                  className={`absolute top-1/2 h-[3px] -translate-y-1/2 rounded-full opacity-45 transition-all duration-500 ${colour[id]}`}
                  style={{
                    left: at(accuracy.low ?? 0),
                    width: `${(100 * (position(scale, accuracy.high ?? 1) - position(scale, accuracy.low ?? 0))).toFixed(3)}%`,
                  }}
                />
                <div
                  className={`absolute top-1/2 size-3.5 -translate-x-1/2 -translate-y-1/2 rounded-full ring-4 ring-surface transition-all duration-500 ${colour[id]}`}
                  style={{ left: at(accuracy.value) }}
                />
              </>
            )}
          </div>
        </div>
      ))}
      <div className="relative col-span-full h-5 text-xs text-muted tabular-nums sm:col-start-3" aria-hidden>
        {scale.ticks.map((tick) => (
          <span key={tick} className="absolute -translate-x-1/2" style={{ left: at(tick) }}>
            {Number((100 * tick).toFixed(1))}
          </span>
        ))}
      </div>
    </div>
  );
}
