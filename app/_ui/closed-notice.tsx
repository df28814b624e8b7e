import { percent, whole } from "./format.ts";
import { LocalTime } from "./local-time.tsx";
import { Notice } from "./notice.tsx";
import type { Closed } from "#db/labelling/closed.ts";

const why = {
  accuracy: "its aim was reached",
  questions: "as many questions were answered as its aim asked",
  hand: null,
} as const;

/** Labelling is closed: since when, why, and how well the team did then. */
export function ClosedNotice({ closed: { at, because, evidence } }: { closed: Closed }) {
  const reason = why[because];
  return (
    <Notice tone={because === "hand" ? "info" : "good"}>
      <span data-testid="closed">
        Labelling {reason ? "closed by itself" : "was closed by hand"} on <LocalTime at={at} />
        {reason && `, when ${reason}`}.
        {evidence && (
          <>
            {" "}
            The team was right on <span className="whitespace-nowrap">{percent(evidence.value)}</span>{" "}
            <span className="whitespace-nowrap">
              ({percent(evidence.low)} to {percent(evidence.high)})
            </span>
            , by{" "}
            {evidence.by === "gold"
              ? `${whole(evidence.n)} items with gold`
              : `its own belief and an audit of ${whole(evidence.n)} items`}
            .
          </>
        )}
      </span>
    </Notice>
  );
}
