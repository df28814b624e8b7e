"use client";

import { useState } from "react";
import { Button } from "../../_ui/button.tsx";
import { Notice } from "../../_ui/notice.tsx";

/** A one-time password, shown once. */
export function Secret({ message, secret }: { message: string; secret: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Notice tone="good">
      <p>{message} The one-time password is shown only now:</p>
      <p className="mt-2 flex flex-wrap items-center gap-3">
        <code className="rounded-control bg-surface px-3 py-2 text-base select-all">{secret}</code>
        <Button
          onClick={() => {
            void navigator.clipboard.writeText(secret).then(() => setCopied(true));
          }}
        >
          {copied ? "Copied" : "Copy"}
        </Button>
      </p>
    </Notice>
  );
}
