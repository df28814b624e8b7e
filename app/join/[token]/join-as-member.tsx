"use client";

import { signOut } from "next-auth/react";
import { Button, ButtonLink } from "../../_ui/button.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { sendJson } from "../../_ui/send-json.ts";
import { useForm } from "../../_ui/use-form.ts";

/** Somebody who is signed in joins the project with the account that they have. */
export function JoinAsMember({
  token,
  person,
  project,
}: {
  token: string;
  person: string;
  project: { name: string; slug: string } | null;
}) {
  const { state, busy, form } = useForm(async () => {
    const joined = await sendJson("/api/join", { token, person: null });
    // eslint-disable-next-line @next/next/no-location-assign-relative-destination -- another person: nothing of the pages before may stay
    if (joined.ok) window.location.assign(`/annotate?joined=${project?.slug ?? ""}`);
    return joined;
  });
  const away = busy || state.ok;
  const other = (
    <Button
      look="quiet"
      disabled={away}
      onClick={() => void signOut({ callbackUrl: `/join/${token}` })}
      className="whitespace-normal"
    >
      I am not {person}
    </Button>
  );
  if (!project)
    return (
      <div className="flex flex-col gap-4 text-sm">
        <p>You are signed in as {person}, and this invitation is for somebody without an account.</p>
        <ButtonLink href="/" look="primary">
          Go to the start page
        </ButtonLink>
        {other}
      </div>
    );
  return (
    <form {...form} className="flex flex-col gap-4">
      {state.message && !busy && <Notice tone="danger">{state.message}</Notice>}
      <Button type="submit" look="primary" disabled={away} className="whitespace-normal">
        {away ? "One moment …" : `Join as ${person}`}
      </Button>
      {other}
    </form>
  );
}
