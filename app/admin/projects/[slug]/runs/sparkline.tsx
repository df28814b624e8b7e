import { percent } from "../../../../_ui/format.ts";
import type { RunHistory } from "#db/schema.ts";

const width = 140;
const height = 36;

/** Accuracy on gold (or, without gold, on the noisy labels) by epoch. */
export function Sparkline({ history }: { history: RunHistory }) {
  const gold = history.every(({ accuracy }) => accuracy !== null);
  const values = history.map(({ accuracy, trainAccuracy }) => (gold ? (accuracy ?? 0) : trainAccuracy));
  if (values.length < 2) return null;
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values
    .map(
      (value, i) =>
        `${(i / (values.length - 1)) * width},${height - 3 - ((value - low) / span) * (height - 6)}`,
    )
    .join(" ");
  const what = gold ? "Accuracy on gold" : "Agreement with the training labels";
  return (
    <figure className="ml-auto">
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={`${what} by epoch, from ${percent(values[0])} to ${percent(values.at(-1))}`}
      >
        <polyline
          points={points}
          fill="none"
          stroke="var(--machine)"
          strokeWidth="2"
          strokeLinejoin="round"
        />
      </svg>
      <figcaption className="text-xs text-muted">{what} by epoch</figcaption>
    </figure>
  );
}
