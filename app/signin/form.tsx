"use client";

import { signIn } from "next-auth/react";
import { type FormEvent, useState } from "react";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Notice } from "../_ui/notice.tsx";

function sentence(error: string): string {
  const wait = /^wait:(\d+)$/.exec(error)?.[1];
  if (wait) {
    const seconds = Number(wait);
    return `Too many tries. Please wait ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}.`;
  }
  return error === "CredentialsSignin"
    ? "Name and password do not match."
    : "The server could not be asked. Please try again.";
}

export function SignInForm() {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    const result = await signIn("credentials", {
      redirect: false,
      name: form.get("name"),
      password: form.get("password"),
    }).catch(() => undefined);
    if (result?.ok && !result.error) {
      // The server redirects whoever is signed in to their role's page before anything is drawn; through the
      // router the page would be blank until it had followed, and its cache of before would remain.
      window.location.reload();
      return;
    }
    setBusy(false);
    setProblem(sentence(result?.error ?? "unreachable"));
  };

  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
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
      {problem && <Notice tone="danger">{problem}</Notice>}
      <Button type="submit" look="primary" disabled={busy} className="mt-1">
        {busy ? "Signing in …" : "Sign in"}
      </Button>
    </form>
  );
}
