"use client";

import { type ReactNode, useId } from "react";

/** A quantity's definition, one click away. A popover: it works by keyboard and touch and closes with Escape. */
export function Info({ about, children }: { about: string; children: ReactNode }) {
  const id = useId();
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={`What is ${about}?`}
        className="relative inline-grid size-4.5 place-items-center rounded-full border border-line-strong/70 align-[-0.15em] text-[0.6875rem] leading-none font-semibold text-muted after:absolute after:-inset-3 hover:border-ink hover:text-ink"
      >
        i
      </button>
      <div
        id={id}
        popover="auto"
        className="m-auto w-[min(26rem,calc(100vw-2rem))] rounded-card border border-line bg-surface p-5 text-sm font-normal text-ink shadow-lg backdrop:bg-ink/10"
      >
        <p className="mb-1.5 font-semibold first-letter:uppercase">{about}</p>
        <div className="flex flex-col gap-2 text-muted">{children}</div>
      </div>
    </>
  );
}
