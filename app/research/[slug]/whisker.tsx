import { type AccuracyScale, position, type Whisker as Share } from "#lib/figures/accuracy-scale.ts";

export type Tone = "machine" | "people" | "team" | "oracle";

const colour = { machine: "bg-machine", people: "bg-people", team: "bg-accent", oracle: "bg-oracle" };
/** Dots slide to their new place, so that the eye can follow an update. */
export const slide = "transition-[left,right] duration-500 ease-out";

export const percentAt = (scale: AccuracyScale, value: number): string =>
  `${(100 * position(scale, value)).toFixed(3)}%`;

/** A dot with its interval, on a positioned parent as wide as the scale. Decoration: the numbers stand beside it. */
export function Whisker({ share, scale, tone }: { share: Share; scale: AccuracyScale; tone: Tone }) {
  const { value, low, high } = share;
  if (value === null || low === null || high === null) return null;
  const cap = `absolute inset-y-0 w-0.5 rounded-full ${colour[tone]}`;
  return (
    <>
      <div
        className={`absolute top-1/2 h-2.5 -translate-y-1/2 ${slide}`}
        style={{
          left: percentAt(scale, low),
          right: `${(100 * (1 - position(scale, high))).toFixed(3)}%`,
        }}
      >
        <div className={`absolute inset-x-0 top-1/2 h-0.5 -translate-y-1/2 ${colour[tone]}`} />
        {/* An interval that runs off the scale has no cap at that end. */}
        {low >= scale.low && <div className={`${cap} left-0`} />}
        {high <= scale.high && <div className={`${cap} right-0`} />}
      </div>
      <div
        className={`absolute top-1/2 -translate-x-1/2 -translate-y-1/2 rounded-full ring-2 ring-surface ${slide} ${colour[tone]} ${
          tone === "team" ? "size-4" : "size-3.5"
        }`}
        style={{ left: percentAt(scale, value) }}
      />
    </>
  );
}
