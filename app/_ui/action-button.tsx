"use client";

import { type ReactNode, useActionState } from "react";
import { Button, type Look } from "./button.tsx";
import { type FormState, untouched } from "./form-state.ts";

/** A button that does one thing on the server, and says what came of it when it went wrong. */
export function ActionButton({
  action,
  fields,
  look = "secondary",
  confirm: question,
  children,
}: {
  action: (before: FormState, form: FormData) => Promise<FormState>;
  fields: Record<string, string | number>;
  look?: Look;
  /** asked first, when it cannot be taken back */
  confirm?: string;
  children: ReactNode;
}) {
  const [state, submit, busy] = useActionState(action, untouched);
  return (
    <form
      action={submit}
      onSubmit={(event) => {
        if (question && !window.confirm(question)) event.preventDefault();
      }}
    >
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button type="submit" look={look} disabled={busy}>
        {children}
      </Button>
      {state.message && !state.ok && (
        <p role="alert" className="mt-1 text-sm text-danger">
          {state.message}
        </p>
      )}
    </form>
  );
}
