import type { ReactNode } from "react";
import { percent, whole } from "../../_ui/format.ts";
import type { TeamView } from "#db/team.ts";

const interval = (
  <p>
    The interval is Wilson’s, at 95 %, over items: it says how far chance in the choice of items can carry the
    share.
  </p>
);

/** What each quantity means, in the words of lib/teaming/evaluate.ts. */
export const definitions = {
  machine: (view: TeamView): ReactNode => (
    <>
      <p>
        Share of the evaluated items on which the active run’s most probable class is the gold label. The run
        was not trained on any of these {whole(view.evaluated)} items.
      </p>
      {interval}
    </>
  ),
  people: (view: TeamView): ReactNode => (
    <>
      <p>
        Share right of the people’s majority, on the {whole(view.people.n)} evaluated items where somebody
        gave a label. These are mostly hard ones: on the same items the machine alone is right on{" "}
        {percent(view.machineWherePeopleAnswered.value)}.
      </p>
      {view.peopleEverywhere && (
        <p>
          On all items people would be right on about {percent(view.peopleEverywhere.value)} (
          {percent(view.peopleEverywhere.low)} – {percent(view.peopleEverywhere.high)}), estimated from
          deferred and audited answers, each weighted by its part.
        </p>
      )}
      {interval}
    </>
  ),
  team: (view: TeamView): ReactNode => (
    <>
      <p>
        The threshold rule: where the machine’s confidence is {view.eta} or less, the people’s majority
        answers for the team; everywhere else the machine does. A deferred item that nobody has answered yet
        stands on the machine’s label for now.
      </p>
      <p>
        Two people who disagree: the machine’s label if it is one of the two, else the first class in order.
      </p>
      {interval}
    </>
  ),
  oracle: (
    <>
      <p>
        Right if the machine or any person who answered is right. No rule for combining them can do better; it
        is an upper bound, not something to be had.
      </p>
      {interval}
    </>
  ),
  gain: (
    <p>
      Difference of two shares on the same items. The interval is a paired one: team and machine agree on
      every kept item, so it is narrower than the two intervals above suggest.
    </p>
  ),
  audit: (
    <p>
      Items that the machine keeps are drawn by lot, each with the same probability, and shown to people like
      any other. So the accuracy of what the machine keeps can be judged without gold labels. A person’s
      mistake counts against the machine here.
    </p>
  ),
};
