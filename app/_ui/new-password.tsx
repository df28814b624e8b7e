"use client";

import { useState } from "react";
import { Field } from "./field.tsx";

/** A password that is being chosen. It can be looked at, so that it need not be typed twice on a phone. */
export function NewPassword({ problem }: { problem?: string | undefined }) {
  const [shown, show] = useState(false);
  return (
    <div className="flex flex-col gap-1.5">
      <Field
        label="Password"
        name="password"
        type={shown ? "text" : "password"}
        autoComplete="new-password"
        autoCapitalize="none"
        spellCheck={false}
        minLength={10}
        required
        hint="At least ten characters. A short sentence works well."
        problem={problem}
      />
      <label className="flex min-h-11 cursor-pointer items-center gap-2.5 self-start text-sm text-muted sm:min-h-8">
        <input
          type="checkbox"
          checked={shown}
          onChange={(event) => show(event.target.checked)}
          className="size-4 accent-accent"
        />
        Show password
      </label>
    </div>
  );
}
