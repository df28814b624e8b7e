import { definitions } from "./definitions.ts";
import { counted } from "./words.ts";
import { percent, whole } from "../../_ui/format.ts";
import { Info } from "../../_ui/info.tsx";
import type { TeamView } from "#db/views/team.ts";

/** What people's answers say about the machine, no gold label needed. */
export function Audit({ view }: { view: TeamView }) {
  const { drawn, answered, agreement, machineByPeople } = view.audit;
  return (
    <div className="grid gap-x-6 gap-y-6 lg:grid-cols-2">
      <Share
        name="Agreement on what the machine keeps"
        about="agreement on audited items"
        text={definitions.agreement}
        testId="audit-agreement"
        value={agreement}
      >
        {answered > 0
          ? `On ${counted(answered, "audited item")} with a label, of ${whole(drawn)} drawn. If people are right, this is how accurate the machine’s kept items are.`
          : drawn > 0
            ? `${drawn === 1 ? "The one audited item has no label yet." : `None of the ${whole(drawn)} audited items has a label yet.`} Annotators get them among the deferred ones.`
            : "Nothing is drawn for the audit: its rate is 0, or the machine keeps nothing. An admin can raise the rate."}
      </Share>
      <Share
        name="The machine, as people judge it"
        about="the machine judged by people"
        text={definitions.machineByPeople}
        testId="machine-by-people"
        value={machineByPeople ?? { value: null, low: null, high: null }}
      >
        {machineByPeople
          ? `Estimated for all ${whole(view.queue.routed)} routed items from people’s answers alone, with no gold label: how accurate the machine is without help, if people are right.`
          : "An estimate of the machine’s accuracy without gold labels. It needs labels on deferred and on audited items."}
      </Share>
    </div>
  );
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
  value: { value: number | null; low: number | null; high: number | null };
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
