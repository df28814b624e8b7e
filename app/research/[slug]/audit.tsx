import { definitions } from "./definitions.ts";
import { percent, whole } from "../../_ui/format.ts";
import { Info } from "../../_ui/info.tsx";
import type { TeamView } from "#db/views/team.ts";
import type { MaybeEstimate } from "#lib/stats/estimate.ts";
import { numbered } from "#lib/numbers.ts";

/** What people's answers say about the machine, without gold labels. */
export function Audit({ view }: { view: TeamView }) {
  const { agreement, machineByPeople } = view.audit;
  return (
    <div className="grid gap-x-6 gap-y-6 lg:grid-cols-2">
      <Share
        name="Agreement on what the machine keeps"
        about="agreement on audited items"
        text={definitions.agreement(view)}
        testId="audit-agreement"
        value={agreement}
      >
        {agreementReading(view.audit)}
      </Share>
      <Share
        name="The machine’s accuracy, judged by people"
        about="the machine judged by people"
        text={definitions.machineByPeople}
        testId="machine-by-people"
        value={machineByPeople ?? { value: null, low: null, high: null }}
      >
        {machineByPeople
          ? `An estimate for all ${whole(view.queue.routed)} routed items from people’s answers alone, without gold labels: the machine’s own accuracy, if people are right.`
          : "Estimates the machine’s accuracy without gold labels, once both deferred and audited items have labels."}
      </Share>
    </div>
  );
}

function agreementReading({ drawn, answered }: TeamView["audit"]): string {
  if (answered > 0)
    return `On ${numbered(answered, "labelled item")} of ${whole(drawn)} drawn for the audit. If people are right, this is the accuracy of the items the machine keeps.`;
  if (drawn === 0)
    return "Nothing is drawn for the audit: either its rate is 0 or the machine keeps nothing. An admin can raise the rate.";
  return `None of ${numbered(drawn, "audited item")} has a label yet. Annotators meet them among the deferred items.`;
}

function Share({
  name,
  about,
  text,
  testId,
  value: { value, low, high },
  children,
}: {
  name: string;
  about: string;
  text: readonly string[];
  testId: string;
  value: MaybeEstimate;
  children: string;
}) {
  return (
    <div>
      <p className="flex items-center gap-2 text-sm font-medium">
        {name}
        <Info about={about} text={text} />
      </p>
      <p className="mt-1 flex flex-wrap items-baseline gap-x-3 tabular-nums">
        <span
          className={`text-2xl font-semibold tracking-tight ${value === null ? "text-muted" : ""}`}
          data-testid={testId}
        >
          {percent(value)}
        </span>
        {value !== null && (
          <span className="text-sm text-muted">
            95 % interval {percent(low)} – {percent(high)}
          </span>
        )}
      </p>
      <p className="mt-1 max-w-prose text-sm text-muted">{children}</p>
    </div>
  );
}
