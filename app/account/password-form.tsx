"use client";

import { signIn } from "next-auth/react";
import { useRouter } from "next/navigation";
import { useActionState } from "react";
import { changePassword } from "./actions.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Notice } from "../_ui/notice.tsx";
import { type FormState, untouched } from "../_ui/form-state.ts";

export function PasswordForm({ name }: { name: string }) {
  const router = useRouter();
  const [state, submit, busy] = useActionState(async (before: FormState, form: FormData) => {
    const result = await changePassword(before, form);
    if (result.ok) {
      // A new password ends every session, this one too: sign in again in the same breath.
      await signIn("credentials", { redirect: false, name, password: form.get("next") });
      router.push("/");
      router.refresh();
    }
    return result;
  }, untouched);

  return (
    <form action={submit} className="flex flex-col gap-4">
      <Field
        label="Present password"
        name="current"
        type="password"
        autoComplete="current-password"
        required
        problem={state.fields?.current}
      />
      <Field
        label="New password"
        name="next"
        type="password"
        autoComplete="new-password"
        minLength={10}
        required
        hint="Ten characters or more; a short sentence is good."
        problem={state.fields?.next}
      />
      <Field
        label="New password again"
        name="again"
        type="password"
        autoComplete="new-password"
        required
        problem={state.fields?.again}
      />
      {state.message && !state.fields && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      <Button type="submit" look="primary" disabled={busy} className="self-start">
        {busy ? "One moment …" : "Change password"}
      </Button>
    </form>
  );
}
