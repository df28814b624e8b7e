import { type ReactNode, useEffect, useRef } from "react";
import { ButtonLink } from "../../../_ui/button.tsx";
import { buttonClass } from "../../../_ui/button-class.ts";
import { Notice } from "../../../_ui/notice.tsx";

/**
 * A page of practice without a picture: what there is to know, and one thing to do, which has the focus so that Enter
 * does it; a screen reader reads what it is about with it.
 */
export function Calm({
  title,
  lead,
  act,
  problem,
  busy,
  children,
}: {
  title: string;
  lead: ReactNode;
  /** null: nothing can be done here */
  act: { name: string; onPress: () => void } | null;
  problem: string | null;
  busy: boolean;
  children?: ReactNode;
}) {
  const button = useRef<HTMLButtonElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    (button.current ?? heading.current)?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col gap-6 py-4 sm:py-10">
      <div className="flex flex-col gap-3" id="practice-about">
        <h1 ref={heading} tabIndex={-1} className="outline-none">
          {title}
        </h1>
        <div className="flex max-w-prose flex-col gap-3 text-pretty text-muted">{lead}</div>
      </div>
      {problem && <Notice tone="danger">{problem}</Notice>}
      <div className="flex flex-wrap gap-3">
        {act && (
          <button
            ref={button}
            type="button"
            className={buttonClass("primary")}
            aria-describedby="practice-about"
            // not disabled while busy: it would lose the focus
            aria-disabled={busy}
            onKeyDown={(event) => {
              if (event.repeat) event.preventDefault();
            }}
            onClick={() => {
              if (!busy) act.onPress();
            }}
          >
            {act.name}
          </button>
        )}
        <ButtonLink href="/annotate">Your projects</ButtonLink>
      </div>
      {children}
    </div>
  );
}
