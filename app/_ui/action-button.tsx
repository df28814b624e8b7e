"use client";

import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import type { Look } from "./button-class.ts";
import { ConfirmButton, type Question } from "./confirm-button.tsx";
import { type FormAction, useForm } from "./use-form.ts";

/** A button that does one thing on the server, and says why when it could not. */
export function ActionButton({
  action,
  fields,
  look = "secondary",
  confirm,
  children,
}: {
  action: FormAction;
  fields: Record<string, string | number>;
  look?: Look;
  /** asked first */
  confirm?: Question;
  children: ReactNode;
}) {
  const { state, busy, form } = useForm(action);
  return (
    <form {...form}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {confirm ? (
        <ConfirmButton question={confirm} look={look} disabled={busy}>
          {children}
        </ConfirmButton>
      ) : (
        <Button type="submit" look={look} disabled={busy}>
          {children}
        </Button>
      )}
      {state.message && !state.ok && (
        <p role="alert" className="mt-1 text-sm text-danger">
          {state.message}
        </p>
      )}
    </form>
  );
}
