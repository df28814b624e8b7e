"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "../../../_ui/button.tsx";

/** Cancels an export that is being written, or removes the files of one that is ready. */
export function EndButton({
  address,
  children,
  label,
}: {
  address: string;
  children: string;
  label: string;
}) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [problem, setProblem] = useState(false);
  const end = () =>
    start(async () => {
      const reply = await fetch(address, { method: "DELETE" }).catch(() => null);
      // 409: it has ended meanwhile, which the page will show
      setProblem(!reply?.ok && reply?.status !== 409);
      router.refresh();
    });
  return (
    <span className="inline-flex items-center gap-2">
      {problem && (
        <span role="alert" className="text-sm text-danger">
          It did not work.
        </span>
      )}
      <Button look="quiet" onClick={end} disabled={busy} aria-label={label}>
        {children}
      </Button>
    </span>
  );
}
