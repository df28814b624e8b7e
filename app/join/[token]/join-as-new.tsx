"use client";

import { signIn } from "next-auth/react";
import { Button, ButtonLink } from "../../_ui/button.tsx";
import { Field } from "../../_ui/field.tsx";
import { NewPassword } from "../../_ui/new-password.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { sendJson } from "../../_ui/send-json.ts";
import { useForm } from "../../_ui/use-form.ts";

/** An account for somebody who has none. They are signed in with it at once. */
export function JoinAsNew({ token, project }: { token: string; project: string | null }) {
  const { state, busy, form } = useForm(async (_, data) => {
    const [name, displayName, password] = ["name", "displayName", "password"].map((each) => data.get(each));
    const made = await sendJson("/api/join", { token, person: { name, displayName, password } });
    if (!made.ok) return made;
    await signIn("credentials", { redirect: false, name, password });
    window.location.assign(project === null ? "/" : `/annotate?joined=${project}`);
    return made;
  });
  const away = busy || state.ok;
  return (
    <form {...form} className="flex flex-col gap-4">
      <Field
        label="Full name"
        name="displayName"
        autoComplete="name"
        required
        problem={state.fields?.displayName}
      />
      <Field
        label="Sign-in name"
        name="name"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        hint="Letters and digits; your e-mail address will do."
        problem={state.fields?.name}
      />
      <NewPassword problem={state.fields?.password} />
      {state.message && !state.fields && !busy && <Notice tone="danger">{state.message}</Notice>}
      <Button type="submit" look="primary" disabled={away} className="mt-1">
        {away ? "One moment …" : "Accept and sign in"}
      </Button>
      <ButtonLink href={`/signin?next=/join/${token}`} look="quiet">
        I have an account
      </ButtonLink>
    </form>
  );
}
