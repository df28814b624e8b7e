import Link from "next/link";
import type { ReactNode } from "react";
import { percent, whole } from "./format.ts";
import type { TeamView } from "#db/views/team.ts";
import { numbered } from "#lib/numbers.ts";
import { leastEvidence } from "#lib/teaming/aim.ts";
import { pPlusL } from "#lib/teaming/policies/p-plus-l.ts";
import { type AuditNeeds, leastGoldFor, measured } from "#lib/teaming/measured.ts";

/**
 * What the team's accuracy is known from just now, or what it would take.
 * @param wanted the aim, (0, 1)
 * @param admin address of its pages for admins
 */
export function MeasuredBy({
  view,
  wanted,
  admin,
}: {
  view: Pick<
    TeamView,
    "evidence" | "evaluated" | "audit" | "auditRate" | "sampled" | "eta" | "fit" | "policy" | "queue" | "run"
  >;
  wanted: number | null;
  admin?: string;
}) {
  if (view.run === null) return <>There is no machine yet: accuracy is measured after the first training.</>;
  const found = measured({ ...view, fitted: view.fit !== null });
  if (found.state === "known") {
    const { by, n, value, low, high } = found.evidence;
    return (
      <>
        {by === "gold"
          ? n === view.queue.routed
            ? `Measured on all ${numbered(n, "picture")} in the queue, since all have a gold label: `
            : `Measured on the ${numbered(n, "picture")} with a gold label, of ${whole(view.queue.routed)} in the queue: `
          : `Measured by what the team believes of all ${numbered(view.queue.routed, "picture")} in the queue, corrected by ${numbered(n, "answer to pictures asked at random", "answers to pictures asked at random")}: `}
        right on{" "}
        <strong className="font-medium whitespace-nowrap text-ink tabular-nums">{percent(value)}</strong>{" "}
        <span className="whitespace-nowrap tabular-nums">
          ({percent(low)} to {percent(high)})
        </span>
        .
        {by === "gold" && wanted !== null && n < leastGoldFor(wanted) && (
          <>
            {" "}
            {percent(wanted)} cannot be shown with so few, even if it were right on all: that takes{" "}
            {leastGoldFor(wanted) > view.queue.routed ? (
              `${numbered(leastGoldFor(wanted), "gold label")}, more than there are pictures. A lower aim can be.`
            ) : (
              <>
                <To page={admin && `${admin}/data`}>{numbered(leastGoldFor(wanted), "gold label")}</To>.
              </>
            )}
          </>
        )}
      </>
    );
  }
  const { gold, audit } = found;
  return (
    <>
      Accuracy cannot be measured yet, so labelling would not close by itself. Either of these will do:
      <span className="mt-2 flex flex-col gap-1">
        <Way>
          gold labels for{" "}
          <To page={admin && `${admin}/data`}>{numbered(gold.more, "more picture", "more pictures")}</To> in
          the queue ({whole(gold.has)} of {leastEvidence} so far);
        </Way>
        <Way>{auditWay(audit, view, admin)}.</Way>
      </span>
    </>
  );
}

function auditWay(
  audit: AuditNeeds,
  { policy, auditRate, eta }: Pick<TeamView, "policy" | "auditRate" | "eta">,
  admin?: string,
): ReactNode {
  switch (audit.needs) {
    case "answers":
      return `answers to ${numbered(audit.more, "more picture asked at random", "more pictures asked at random")} (${whole(audit.has)} of ${leastEvidence} so far), which come with about ${numbered(audit.questions, "question")}`;
    case "rate":
      return (
        <>
          an <To page={admin && `${admin}/settings`}>audit</To> of {percent(audit.rate, 0)} of what the
          machine keeps, instead of {percent(auditRate, auditRate < 0.01 ? 1 : 0)}: {leastEvidence} answers
          are needed, and {audit.drawn === 0 ? "none" : `only ${whole(audit.drawn)}`}{" "}
          {audit.drawn === 1 ? "picture is" : "pictures are"} drawn
        </>
      );
    case "kept":
      return `a lower η: at ${eta} the machine keeps ${audit.kept === 0 ? "nothing" : `only ${numbered(audit.kept, "picture")}`}, and an audit takes ${leastEvidence}`;
    case "policy":
      return `a policy that is fitted, such as “${pPlusL.name}”, and ${leastEvidence} answers to pictures asked at random: what “${policy.name}” believes cannot be corrected by them`;
  }
}

const Way = ({ children }: { children: ReactNode }) => (
  <span className="flex gap-2">
    <span aria-hidden>·</span>
    <span>{children}</span>
  </span>
);

const To = ({ page, children }: { page: string | undefined; children: ReactNode }) =>
  page ? (
    <Link href={page} className="underline underline-offset-4">
      {children}
    </Link>
  ) : (
    children
  );
