import { endToken } from "./token-actions.ts";
import { NewToken } from "./token-form.tsx";
import { ActionButton } from "../_ui/action-button.tsx";
import { Card } from "../_ui/card.tsx";
import { LocalTime } from "../_ui/local-time.tsx";
import type { TokenLine } from "#db/people/api-tokens.ts";

/** The keys with which somebody's programs use the API, and a form for another. */
export function Tokens({
  tokens,
  projects,
  hasPassword,
}: {
  tokens: readonly TokenLine[];
  projects: { id: number; name: string }[];
  hasPassword: boolean;
}) {
  return (
    <Card title="Access tokens">
      <p className="text-sm text-muted">
        For scripts and programs that use the {/* no page of Next's, so a Link would not reach it */}
        {/* eslint-disable-next-line @next/next/no-html-link-for-pages */}
        <a href="/api/v1" className="text-accent underline underline-offset-2">
          API
        </a>{" "}
        in your name. A token never allows more than you may do yourself.
      </p>
      {tokens.length > 0 && (
        <ul className="mt-3 flex flex-col divide-y divide-line/60 border-b border-line/60 text-sm">
          {tokens.map(({ id, name, prefix, actions, projects: where, expiresAt, lastUsedAt }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
              <div className="min-w-0 flex-1">
                <p className="font-medium break-words">
                  {name} <code className="font-normal text-muted">{prefix}…</code>
                </p>
                <p className="break-words text-muted">
                  {actions.join(", ")} ·{" "}
                  {where === null ? "all projects" : where.join(", ") || "no project that is left"}
                </p>
                <p className="text-muted">
                  until <LocalTime at={expiresAt} /> ·{" "}
                  {lastUsedAt === null ? (
                    "never used"
                  ) : (
                    <>
                      last used <LocalTime at={lastUsedAt} />
                    </>
                  )}
                </p>
              </div>
              <ActionButton
                action={endToken}
                fields={{ token: id }}
                look="danger"
                confirm={{
                  title: `Revoke “${name}”?`,
                  text: "Whatever uses it is refused from now on. This cannot be undone.",
                  yes: "Revoke",
                }}
              >
                Revoke<span className="sr-only"> {name}</span>
              </ActionButton>
            </li>
          ))}
        </ul>
      )}
      <NewToken projects={projects} hasPassword={hasPassword} />
    </Card>
  );
}
