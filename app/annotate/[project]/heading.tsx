import Link from "next/link";
import type { ReactNode } from "react";
import { buttonClass } from "../../_ui/button-class.ts";

/** The way back, where one is, and what can be opened from there. */
export function Heading({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="annotator-bar">
      <Link href="/annotate" className={buttonClass("quiet", "-ml-3 shrink-0 px-3")}>
        <span aria-hidden>←</span> <span className="annotator-word">Projects</span>
      </Link>
      <h1 className="min-w-0 flex-1 truncate text-base" title={title}>
        {title}
      </h1>
      {children}
    </div>
  );
}
