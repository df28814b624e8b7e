"use client";

import { useRef, useState } from "react";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

/**
 * A link to hand over. It is stored nowhere in clear, so it can be seen only here and now.
 * @param path of this site
 */
export function LinkToCopy({ message, path, onDone }: { message: string; path: string; onDone: () => void }) {
  const [copied, setCopied] = useState<"clipboard" | "selected" | null>(null);
  const text = useRef<HTMLElement>(null);
  const link = `${window.location.origin}${path}`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
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
      <p className="mt-1 text-muted">Copy it now and pass it on: it is shown only once.</p>
      <p className="mt-3 flex flex-wrap items-center gap-2">
        <code
          ref={text}
          data-testid="link"
          className="min-w-0 rounded-control bg-surface px-3 py-2 text-sm break-all select-all"
        >
          {link}
        </code>
        <Button onClick={() => void copy()}>
          {copied === null ? "Copy link" : copied === "clipboard" ? "Copied" : "Selected: press Ctrl C"}
        </Button>
        <Button look="quiet" onClick={onDone}>
          Hide
        </Button>
      </p>
    </Notice>
  );
}
