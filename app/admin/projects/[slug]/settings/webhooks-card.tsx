import { NewWebhook } from "./webhook-form.tsx";
import { dropWebhook, goOnWithWebhook, tryWebhook } from "./webhook-actions.ts";
import { ActionButton } from "../../../../_ui/action-button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import type { Webhook } from "#db/schema.ts";
import type { MessageLine } from "#db/webhooks/webhooks.ts";

export type WebhookShown = Pick<Webhook, "id" | "url" | "types" | "stoppedAt"> & { messages: MessageLine[] };

/** Addresses that are told of what happens in a project, and what became of the newest messages to each. */
export function WebhooksCard({ project, webhooks }: { project: number; webhooks: WebhookShown[] }) {
  return (
    <Card title="Webhooks">
      <p className="max-w-prose text-sm text-pretty text-muted">
        Tandem can tell your own programs about new labels, finished trainings, exports and a reached aim: it
        sends a signed message to their address.
      </p>
      {webhooks.length > 0 && (
        <ul className="mt-3 flex flex-col divide-y divide-line/60 border-b border-line/60 text-sm">
          {webhooks.map((webhook) => (
            <li key={webhook.id} className="flex flex-col gap-3 py-4">
              <One project={project} webhook={webhook} />
            </li>
          ))}
        </ul>
      )}
      <NewWebhook project={project} />
    </Card>
  );
}

function One({
  project,
  webhook: { id, url, types, stoppedAt, messages },
}: {
  project: number;
  webhook: WebhookShown;
}) {
  const fields = { project, webhook: id };
  const waiting = messages.filter(({ nextAt }) => nextAt !== null).length;
  return (
    <>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <p className="font-medium break-all">{url}</p>
          <p className="text-muted">{types.join(", ")}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          {stoppedAt === null && (
            <ActionButton action={tryWebhook} fields={fields}>
              Send a test
            </ActionButton>
          )}
          <ActionButton
            action={dropWebhook}
            fields={fields}
            look="danger"
            confirm={{
              title: "Remove this webhook?",
              text:
                waiting === 0
                  ? "Its address is told nothing more."
                  : "Its address is told nothing more. What waits for it is dropped.",
              yes: "Remove",
            }}
          >
            Remove
          </ActionButton>
        </div>
      </div>
      {stoppedAt !== null && (
        <Notice tone="warning">
          <p>
            It was stopped on <LocalTime at={stoppedAt} />, because nobody accepted its messages for days.
            They wait here.
          </p>
          <div className="mt-3">
            <ActionButton action={goOnWithWebhook} fields={fields}>
              Resume
            </ActionButton>
          </div>
        </Notice>
      )}
      {messages.length === 0 ? (
        <p className="text-muted">Nothing was sent yet.</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {messages.map((message) => (
            <li key={message.id} className="flex flex-wrap gap-x-3">
              <code>{message.type}</code>
              <span className="text-muted">
                <LocalTime at={message.createdAt} />
              </span>
              <Fate message={message} stopped={stoppedAt !== null} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What became of a message. */
function Fate({
  message: { deliveredAt, nextAt, attempts, status, error },
  stopped,
}: {
  message: MessageLine;
  stopped: boolean;
}) {
  if (deliveredAt !== null) return <span className="text-accent">arrived ({status})</span>;
  if (error === null) return <span className="text-muted">on its way</span>;
  return (
    <span className="text-danger">
      {error} {attempts === 1 ? "1 attempt" : `${attempts} attempts`}
      {nextAt !== null && !stopped && (
        <>
          ; the next one <LocalTime at={nextAt} />
        </>
      )}
    </span>
  );
}
