"use client";

import { signIn } from "next-auth/react";
import { disconnectService } from "./actions.ts";
import { ActionButton } from "../_ui/action-button.tsx";
import { Button } from "../_ui/button.tsx";
import { Card } from "../_ui/card.tsx";
import { Notice } from "../_ui/notice.tsx";
import type { Service } from "../_server/single-sign-on.ts";
import type { Identity } from "#db/schema.ts";

/** The services by which somebody can sign in besides their password, and those that could be added. */
export function Connections({
  services,
  connected,
  problem,
}: {
  services: readonly Service[];
  connected: readonly Pick<Identity, "id" | "label" | "issuer">[];
  problem: string | null;
}) {
  if (services.length === 0 && connected.length === 0) return null;
  return (
    <Card title="Other ways to sign in">
      {problem && (
        <div className="mb-4">
          <Notice tone="danger">{problem}</Notice>
        </div>
      )}
      {connected.length > 0 && (
        <ul className="mb-4 flex flex-col divide-y divide-line/60 text-sm">
          {connected.map(({ id, label, issuer }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0">
              <div className="min-w-0 flex-1">
                <p className="font-medium break-words">{label}</p>
                <p className="break-words text-muted">{new URL(issuer).hostname}</p>
              </div>
              <ActionButton
                action={disconnectService}
                fields={{ identity: id }}
                confirm={{
                  title: `Disconnect ${label}?`,
                  text: "You can no longer sign in with it. Nothing else changes.",
                  yes: "Disconnect",
                }}
              >
                Disconnect<span className="sr-only"> {label}</span>
              </ActionButton>
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-2">
        {services.map(({ id, name }) => (
          <Button key={id} onClick={() => void signIn(id, { callbackUrl: "/account" })}>
            Connect {name}
          </Button>
        ))}
      </div>
    </Card>
  );
}
