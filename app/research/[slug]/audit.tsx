import { definitions } from "./definitions.tsx";
import { percent, whole } from "../../_ui/format.ts";
import { Info } from "../../_ui/info.tsx";
import type { TeamView } from "#db/team.ts";

/** What people say about the machine, with or without gold labels. */
export function Audit({ view }: { view: TeamView }) {
  const { drawn, answered, agreement, machineByPeople } = view.audit;
  if (answered === 0)
    return (
      <p className="text-sm text-muted">
        {drawn === 0
          ? "Nothing is drawn for the audit: the audit rate is 0, or the machine keeps nothing."
          : `None of the ${whole(drawn)} audited items has a label yet.`}{" "}
        <Info about="the audit">{definitions.audit}</Info>
      </p>
    );
  return (
    <p className="max-w-prose">
      On <strong className="tabular-nums">{whole(answered)}</strong> audited items people agree with the
      machine on <strong className="tabular-nums">{percent(agreement.value)}</strong>{" "}
      <span className="text-muted tabular-nums">
        ({percent(agreement.low)} – {percent(agreement.high)})
      </span>
      , so that is how accurate its kept items are if people are right.
      {machineByPeople && (
        <>
          {" "}
          Over all items, deferred ones included, they would agree with it on about{" "}
          <strong className="tabular-nums">{percent(machineByPeople.value)}</strong>{" "}
          <span className="text-muted tabular-nums">
            ({percent(machineByPeople.low)} – {percent(machineByPeople.high)})
          </span>
          .
        </>
      )}{" "}
      <Info about="the audit">{definitions.audit}</Info>
    </p>
  );
}
