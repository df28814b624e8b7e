"use client";

import { TextToCopy } from "./text-to-copy.tsx";

/**
 * A link to hand over. It is stored nowhere in clear, so it can be seen only here and now.
 * @param path of this site
 */
export function LinkToCopy({ message, path, onDone }: { message: string; path: string; onDone: () => void }) {
  return (
    <TextToCopy
      message={message}
      advice="Copy it now and pass it on: it is shown only once."
      text={`${window.location.origin}${path}`}
      what="link"
      onDone={onDone}
    />
  );
}
