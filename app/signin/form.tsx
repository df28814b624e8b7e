"use client";

import { signIn } from "next-auth/react";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Notice } from "../_ui/notice.tsx";
import { signInSentence } from "../_ui/sign-in-error.ts";
import { useForm } from "../_ui/use-form.ts";

export function SignInForm() {
  const { state, busy, form } = useForm(async (_, data) => {
    const result = await signIn("credentials", {
      redirect: false,
      name: data.get("name"),
      password: data.get("password"),
    });
    if (!result?.ok || result.error)
      return { ok: false, message: signInSentence(result?.error ?? "unreachable") };
    // The server redirects whoever is signed in to their role's page before anything is drawn; through the
    // router the page would be blank until it had followed, and its cache of before would remain.
    window.location.reload();
    return { ok: true, message: null };
  });
  const away = busy || state.ok;
  return (
    <form {...form} className="flex flex-col gap-4">
      <Field
        label="Name"
        name="name"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        autoFocus
      />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      {state.message && !busy && <Notice tone="danger">{state.message}</Notice>}
      <Button type="submit" look="primary" disabled={away} className="mt-1">
        {away ? "Signing in …" : "Sign in"}
      </Button>
    </form>
  );
}
