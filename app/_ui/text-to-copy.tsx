"use client";

import { useRef, useState } from "react";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

/** Something that is stored nowhere in clear, so it can be seen only here and now. @param what one word for it */
export function TextToCopy({
  message,
  advice,
  text,
  what,
  onDone,
}: {
  message: string;
  advice: string;
  text: string;
  what: string;
  onDone: () => void;
}) {
  const [copied, setCopied] = useState<"clipboard" | "selected" | null>(null);
  const shown = useRef<HTMLElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied("clipboard");
    } catch {
      // Without https a browser has no clipboard for pages: mark it, so that Ctrl C copies.
      if (shown.current) window.getSelection()?.selectAllChildren(shown.current);
      setCopied("selected");
    }
  };
  return (
    <Notice tone="good">
      <p>{message}</p>
      <p className="mt-1 text-muted">{advice}</p>
      <p className="mt-3 flex flex-wrap items-center gap-2">
        <code
          ref={shown}
          data-testid={what}
          className="min-w-0 rounded-control bg-surface px-3 py-2 text-sm break-all select-all"
        >
          {text}
        </code>
        <Button onClick={() => void copy()}>
          {copied === null ? `Copy ${what}` : copied === "clipboard" ? "Copied" : "Selected: press Ctrl C"}
        </Button>
        <Button look="quiet" onClick={onDone}>
          Hide
        </Button>
      </p>
    </Notice>
  );
}
