import { addressOf } from "../picture.ts";
import type { Outcome, Practice } from "./ask.ts";
import { Calm } from "./calm.tsx";

/** What came of a round: how many were right, what the others were, and what comes now. */
export function OutcomeOf({
  name,
  practice: { triesLeft },
  outcome,
  project,
  classes,
  problem,
  busy,
  onAgain,
  onLabel,
}: {
  /** of the project */
  name: string;
  practice: Practice;
  outcome: Outcome;
  /** its short name */
  project: string;
  classes: readonly string[];
  problem: string | null;
  busy: boolean;
  onAgain: () => void;
  /** on to the pictures */
  onLabel: () => void;
}) {
  const { answered, right, needed, passed, wrong } = outcome;
  const none = !passed && triesLeft === 0;
  const score = (
    <p className="tabular-nums">
      <strong className="text-ink" data-testid="practice-score">
        {right} of {answered}
      </strong>{" "}
      right{passed ? "." : `; ${needed === answered ? "all" : needed} have to be.`}
      {!passed && triesLeft !== null && triesLeft > 0 && ` ${leftOf(triesLeft)}`}
    </p>
  );
  return (
    <Calm
      // Another outcome gives the focus to its own button.
      key={`${passed} ${none}`}
      title={passed ? "Passed — well done" : none ? "Not passed" : "Not passed yet"}
      lead={
        <>
          {score}
          {passed && <p>From here on your answers in {name} count.</p>}
          {!passed && !none && <p>Below is what the others were. Try again when you like.</p>}
          {none && (
            <p>
              That was the last try. Please ask the person who runs {name}: they can give you another, or let
              you begin.
            </p>
          )}
        </>
      }
      act={
        passed
          ? { name: "Start labelling", onPress: onLabel }
          : none
            ? { name: "Check again", onPress: onLabel }
            : { name: "Try again", onPress: onAgain }
      }
      problem={problem}
      busy={busy}
    >
      {wrong.length > 0 && (
        <section aria-labelledby="practice-wrong" className="flex flex-col gap-3">
          <h2 id="practice-wrong" className="text-base">
            {wrong.length === 1 ? "The one that was not right" : `The ${wrong.length} that were not right`}
          </h2>
          <ul className="grid grid-cols-1 gap-3 min-[26rem]:grid-cols-2">
            {wrong.map(({ picture, label, truth }, i) => (
              <li
                key={picture}
                className="flex items-center gap-4 rounded-card border border-line bg-surface p-3"
              >
                {/* Its address is for whoever is signed in: an optimiser could not fetch it. */}
                {/* eslint-disable-next-line @next/next/no-img-element -- bytes come from our own packs */}
                <img
                  src={addressOf(project, picture)}
                  alt={`Wrong picture ${i + 1}`}
                  className="example-picture shrink-0"
                  width={96}
                  height={96}
                />
                <dl className="flex min-w-0 flex-col gap-1 text-sm">
                  <div>
                    <dt className="text-muted">It is</dt>
                    <dd className="font-medium [overflow-wrap:anywhere]">{classes[truth]}</dd>
                  </div>
                  <div>
                    <dt className="text-muted">You said</dt>
                    <dd className="[overflow-wrap:anywhere]">
                      {label === null ? "can’t tell" : classes[label]}
                    </dd>
                  </div>
                </dl>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Calm>
  );
}

const leftOf = (tries: number): string => (tries === 1 ? "One try is left." : `${tries} tries are left.`);
