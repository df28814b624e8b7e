"use client";

import { useRouter } from "next/navigation";
import { changePassword } from "./actions.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Notice } from "../_ui/notice.tsx";
import { useForm } from "../_ui/use-form.ts";

export function PasswordForm({ name, first }: { name: string; first: boolean }) {
  const router = useRouter();
  const { state, busy, form } = useForm(
    async (before, data) => {
      const result = await changePassword(before, data);
      if (result.ok && first) router.push("/");
      return result;
    },
    { fresh: true },
  );

  return (
    <form {...form} className="flex flex-col gap-4">
      <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
      <Field
        label={first ? "One-time password" : "Current password"}
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
        hint="At least ten characters. A short sentence works well."
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
        {busy ? "One moment …" : first ? "Set password" : "Change password"}
      </Button>
    </form>
  );
}
