import { revokeLink } from "./invitation-actions.ts";
import { ActionButton } from "../../_ui/action-button.tsx";
import { LocalTime } from "../../_ui/local-time.tsx";
import type { OpenInvitation } from "#db/people/invitations.ts";
import { numbered } from "#lib/numbers.ts";

/** The links that still let somebody in. They are not shown again; what can be done is to take them back. */
export function OpenInvitations({ invitations }: { invitations: readonly OpenInvitation[] }) {
  if (invitations.length === 0) return null;
  return (
    <div className="mt-6 border-t border-line pt-4">
      <h3 className="text-sm font-medium text-muted">Links that are open</h3>
      <ul className="mt-1 flex flex-col divide-y divide-line/60 text-sm">
        {invitations.map(({ id, role, project, projectRole, uses, maxUses, expiresAt, by }) => {
          const what = project === null ? role : `${projectRole} in ${project}`;
          return (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
              <div className="min-w-0 flex-1">
                <p className="font-medium break-words">
                  {what.slice(0, 1).toUpperCase() + what.slice(1)}
                  {project !== null && role !== "annotator" && (
                    <span className="font-normal text-muted"> · account: {role}</span>
                  )}
                </p>
                <p className="text-muted tabular-nums">
                  {maxUses === 1
                    ? "For one person"
                    : `${uses} of ${numbered(maxUses, "person", "people")} came`}{" "}
                  · until <LocalTime at={expiresAt} /> · by {by}
                </p>
              </div>
              <ActionButton
                action={revokeLink}
                fields={{ invitation: id }}
                look="danger"
                confirm={{
                  title: "Take this link back?",
                  text: "Nobody can enter by it any more. Who came already stays.",
                  yes: "Take it back",
                }}
              >
                Take back<span className="sr-only"> the link for {what}</span>
              </ActionButton>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
