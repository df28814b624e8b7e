"use client";

import { signIn } from "next-auth/react";
import { Button } from "../../_ui/button.tsx";
import { Field } from "../../_ui/field.tsx";
import { NewPassword } from "../../_ui/new-password.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { sendJson } from "../../_ui/send-json.ts";
import { useForm } from "../../_ui/use-form.ts";

export function ChoosePassword({ token, name }: { token: string; name: string }) {
  const { state, busy, form } = useForm(async (_, data) => {
    const password = data.get("password");
    const chosen = await sendJson("/api/password", { token, password });
    if (!chosen.ok) return chosen;
    await signIn("credentials", { redirect: false, name, password });
    // eslint-disable-next-line @next/next/no-location-assign-relative-destination -- another person: nothing of the pages before may stay
    window.location.assign("/");
    return chosen;
  });
  const away = busy || state.ok;
  return (
    <form {...form} className="flex flex-col gap-4">
      <Field label="You sign in as" name="username" autoComplete="username" value={name} readOnly />
      <NewPassword problem={state.fields?.password} />
      {state.message && !state.fields && !busy && <Notice tone="danger">{state.message}</Notice>}
      <Button type="submit" look="primary" disabled={away} className="mt-1">
        {away ? "One moment …" : "Set password and sign in"}
      </Button>
    </form>
  );
}
