"use client";

import { useRef, useState } from "react";
import { Button } from "../../_ui/button.tsx";
import { Notice } from "../../_ui/notice.tsx";

/** A one-time password. It is stored nowhere in clear, so it can be seen only here and now. */
export function Secret({ message, secret, onDone }: { message: string; secret: string; onDone: () => void }) {
  const [copied, setCopied] = useState<"clipboard" | "selected" | null>(null);
  const text = useRef<HTMLElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied("clipboard");
    } catch {
      // Without https a browser has no clipboard for pages: mark it, so that Ctrl C copies.
      if (text.current) window.getSelection()?.selectAllChildren(text.current);
      setCopied("selected");
    }
  };
  return (
    <Notice tone="good">
      <p>{message}</p>
      <p className="mt-1 text-muted">
        Pass on this one-time password. It is shown only now, and has to be changed at the first sign-in.
      </p>
      <p className="mt-3 flex flex-wrap items-center gap-2">
        <code
          ref={text}
          data-testid="secret"
          className="rounded-control bg-surface px-3 py-2 text-base select-all"
        >
          {secret}
        </code>
        <Button onClick={() => void copy()}>
          {copied === null ? "Copy" : copied === "clipboard" ? "Copied" : "Selected: press Ctrl C"}
        </Button>
        <Button look="quiet" onClick={onDone}>
          Hide
        </Button>
      </p>
    </Notice>
  );
}
