import type { Practice } from "./ask.ts";
import { Calm } from "./calm.tsx";
import { numbered } from "#lib/numbers.ts";

/** What practice is, before the first picture of it. */
export function Intro({
  name,
  practice: { pictures, needed, triesLeft },
  problem,
  busy,
  onBegin,
}: {
  /** of the project */
  name: string;
  practice: Practice;
  problem: string | null;
  busy: boolean;
  onBegin: () => void;
}) {
  return (
    <Calm
      title="A little practice first"
      lead={
        <>
          <p>
            Before you label pictures in {name}, you practise with {pictures} of them. After each answer you
            see whether it was right, and what the picture shows.
          </p>
          <p>
            {needed === pictures ? `All ${pictures}` : `${needed} of ${pictures}`} have to be right; then you
            begin. {triesOf(triesLeft)} Nothing here is timed, and none of it counts among your answers.
          </p>
        </>
      }
      act={{ name: "Begin practice", onPress: onBegin }}
      problem={problem}
      busy={busy}
    />
  );
}

const triesOf = (left: number | null): string =>
  left === null
    ? "You can try as often as you like."
    : left === 1
      ? "There is one try."
      : `You have ${numbered(left, "try", "tries")}.`;
