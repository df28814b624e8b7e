import { LocalTime } from "./local-time.tsx";
import type { FitSummary } from "#db/teaming/fits.ts";
import { numbered } from "#lib/numbers.ts";
import type { WeakPoint } from "#lib/teaming/weak-points.ts";

const weak: Record<WeakPoint, string> = {
  "few answers":
    "It has seen fewer than 100 answers: people are taken to be about as good as people usually are.",
  "one person without gold":
    "It knows one person and no gold: who errs, that person or the machine, is largely guessed. A second person or 50 items with gold would tell.",
  "saturated machine":
    "The machine is all but certain of most items, right or wrong, so that its confidence says little about where to ask.",
};

/** What a policy's parameters were learnt from, and what makes them weak. */
export function FitLine({ fit }: { fit: FitSummary }) {
  const from = [
    numbered(fit.answers, "answer"),
    `${numbered(fit.gold, "item")} with gold`,
    ...(fit.imported > 0 ? [numbered(fit.imported, "imported label")] : []),
  ];
  return (
    <div className="flex flex-col gap-2 text-sm text-muted">
      <p>
        Fit {fit.id}, <LocalTime at={fit.createdAt} />: learnt from {from.slice(0, -1).join(", ")} and{" "}
        {from.at(-1)} in {fit.seconds.toFixed(1)} s. Each item’s belief is made with what was learnt from
        others.
      </p>
      {fit.weak.map((point) => (
        <p key={point} className="text-warning">
          {weak[point]}
        </p>
      ))}
    </div>
  );
}
