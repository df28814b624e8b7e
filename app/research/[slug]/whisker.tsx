import { type AccuracyScale, cutOf, position } from "#lib/figures/accuracy-scale.ts";
import type { MaybeEstimate } from "#lib/stats/estimate.ts";

export type Tone = "machine" | "people" | "team" | "oracle";

const colour = { machine: "bg-machine", people: "bg-people", team: "bg-accent", oracle: "bg-oracle" };
/** Dots slide to their new place, so that the eye can follow an update. */
export const slide = "transition-[left,right] duration-500 ease-out";

export const percentAt = (scale: AccuracyScale, value: number): string =>
  `${(100 * position(scale, value)).toFixed(3)}%`;

/** Said beneath a drawing that has an arrow. */
export const arrowsExplained =
  "An arrow: the interval, or the dot itself, lies beyond the end of the scale; the numbers are given in full.";

/** A dot with its interval, on a positioned parent as wide as the scale. Decoration: the numbers stand beside it. */
export function Whisker({ share, scale, tone }: { share: MaybeEstimate; scale: AccuracyScale; tone: Tone }) {
  if (share.value === null) return null;
  const { value, low, high } = share;
  const cut = cutOf(scale, share);
  if (high <= scale.low || low >= scale.high)
    return <Away side={high <= scale.low ? "left" : "right"} tone={tone} />;
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
        <End side="left" cut={cut.below} tone={tone} />
        <End side="right" cut={cut.above} tone={tone} />
      </div>
      {cut.dot === null && (
        <div
          className={`absolute top-1/2 -translate-x-1/2 -translate-y-1/2 rounded-full ring-2 ring-surface ${slide} ${colour[tone]} ${
            tone === "team" ? "size-4" : "size-3.5"
          }`}
          style={{ left: percentAt(scale, value) }}
        />
      )}
    </>
  );
}

/** Dot and interval lie off the scale: a short arrow says on which side. */
const Away = ({ side, tone }: { side: "left" | "right"; tone: Tone }) => (
  <div className={`absolute top-1/2 h-2.5 w-8 -translate-y-1/2 ${side === "left" ? "left-0" : "right-0"}`}>
    <div className={`absolute inset-x-0 top-1/2 h-0.5 -translate-y-1/2 ${colour[tone]}`} />
    <End side={side} cut tone={tone} />
  </div>
);

/** A cap where the interval ends, an arrow where only the scale does. */
function End({ side, cut, tone }: { side: "left" | "right"; cut: boolean; tone: Tone }) {
  const shape = cut
    ? side === "left"
      ? "-left-1 w-2 [clip-path:polygon(100%_0,100%_100%,0_50%)]"
      : "-right-1 w-2 [clip-path:polygon(0_0,0_100%,100%_50%)]"
    : `w-0.5 rounded-full ${side === "left" ? "left-0" : "right-0"}`;
  return <div data-cut={cut} className={`absolute inset-y-0 ${shape} ${colour[tone]}`} />;
}
