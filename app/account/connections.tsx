"use client";

import { signIn } from "next-auth/react";
import { beginConnecting, disconnectService } from "./actions.ts";
import { ActionButton } from "../_ui/action-button.tsx";
import { Button } from "../_ui/button.tsx";
import { Card } from "../_ui/card.tsx";
import { Field } from "../_ui/field.tsx";
import { Notice } from "../_ui/notice.tsx";
import { useForm } from "../_ui/use-form.ts";
import type { Service } from "../_server/single-sign-on.ts";
import type { Identity } from "#db/schema.ts";

/** The services by which somebody can sign in besides their password, and those that could be added. */
export function Connections({
  services,
  connected,
  hasPassword,
  problem,
}: {
  services: readonly Service[];
  connected: readonly Pick<Identity, "id" | "label" | "issuer">[];
  /** without one, the services are their only way in */
  hasPassword: boolean;
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
        <ul className="mb-5 flex flex-col divide-y divide-line/60 text-sm">
          {connected.map(({ id, label, issuer }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0">
              <div className="min-w-0 flex-1">
                <p className="font-medium break-words">{label}</p>
                <p className="break-words text-muted">
                  {URL.canParse(issuer) ? new URL(issuer).hostname : issuer}
                </p>
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
      <div className="flex flex-col gap-4">
        {services.map((service) => (
          <Connect key={service.id} service={service} hasPassword={hasPassword} />
        ))}
      </div>
    </Card>
  );
}

function Connect({ service: { id, name }, hasPassword }: { service: Service; hasPassword: boolean }) {
  const { state, busy, form } = useForm(async (before, data) => {
    const result = await beginConnecting(before, data);
    if (result.ok) await signIn(id, { callbackUrl: "/account" });
    return result;
  });
  return (
    <form {...form} className="flex flex-col gap-3">
      {hasPassword && (
        <Field
          label={`Current password, to connect ${name}`}
          name="current"
          type="password"
          autoComplete="current-password"
          required
          problem={state.fields?.current}
        />
      )}
      <Button type="submit" disabled={busy} className="self-start">
        Connect {name}
      </Button>
      {state.message && !state.ok && !state.fields && (
        <p role="alert" className="text-sm text-danger">
          {state.message}
        </p>
      )}
    </form>
  );
}
