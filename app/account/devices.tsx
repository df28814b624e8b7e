import { endOtherSessions, endSession } from "./actions.ts";
import { ActionButton } from "../_ui/action-button.tsx";
import { Badge } from "../_ui/badge.tsx";
import { Card } from "../_ui/card.tsx";
import { LocalTime } from "../_ui/local-time.tsx";
import type { listSessions } from "#db/people/sessions.ts";
import { deviceWords } from "#lib/device-words.ts";

/** Where somebody is signed in. @param mine number of the session that looks at it */
export function Devices({ sessions, mine }: { sessions: ReturnType<typeof listSessions>; mine: number }) {
  const own = sessions.filter(({ id }) => id === mine);
  const others = sessions.filter(({ id }) => id !== mine);
  return (
    <Card title="Signed in on">
      <ul className="flex flex-col divide-y divide-line/60 text-sm">
        {[...own, ...others].map(({ id, userAgent, address, lastSeenAt, createdAt }) => {
          const device = deviceWords(userAgent);
          return (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0">
              <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-center gap-2 font-medium">
                  {device}
                  {id === mine && <Badge tone="accent">this one</Badge>}
                </p>
                <p className="break-words text-muted">
                  {address === "unknown" ? "Address unknown" : address} ·{" "}
                  {id === mine ? (
                    <>
                      since <LocalTime at={createdAt} />
                    </>
                  ) : (
                    <>
                      last seen <LocalTime at={lastSeenAt} />
                    </>
                  )}
                </p>
              </div>
              {id !== mine && (
                <ActionButton action={endSession} fields={{ session: id }}>
                  End<span className="sr-only"> the session on {device}</span>
                </ActionButton>
              )}
            </li>
          );
        })}
      </ul>
      <div className="mt-2 flex flex-wrap items-center justify-between gap-3 text-sm text-muted">
        {others.length === 0 ? (
          <p>You are signed in nowhere else.</p>
        ) : (
          <>
            <p>Not yours? End it and change your password.</p>
            {others.length > 1 && (
              <ActionButton action={endOtherSessions} fields={{}} look="danger">
                End all others
              </ActionButton>
            )}
          </>
        )}
      </div>
    </Card>
  );
}
