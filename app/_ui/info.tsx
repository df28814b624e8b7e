"use client";

import { type CSSProperties, useId } from "react";

/** Beneath its button where the browser can anchor it (as at 2025 all do), else in the middle of the window. */
const place =
  "m-auto supports-[position-area:bottom]:inset-auto supports-[position-area:bottom]:m-2 [position-area:bottom] [position-try-fallbacks:top]";

/**
 * A quantity's definition, one click away. A popover works by keyboard and touch, and closes with
 * Escape or a click elsewhere. Only phrasing content, so that it may stand inside a paragraph.
 * @param about what is defined, in lower case: "team accuracy"
 * @param text one string a paragraph
 */
export function Info({ about, text }: { about: string; text: readonly string[] }) {
  const id = useId();
  const anchor = `--info${id.replace(/\W/g, "")}`;
  const anchorName: CSSProperties = { anchorName: anchor };
  const positionAnchor: CSSProperties = { positionAnchor: anchor };
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={`What is ${about}?`}
        style={anchorName}
        className="relative inline-grid size-4.5 shrink-0 place-items-center rounded-full border border-line-strong/60 align-[-0.15em] text-[0.6875rem] leading-none font-semibold text-muted after:absolute after:-inset-3 hover:border-ink hover:text-ink"
      >
        i
      </button>
      <span
        id={id}
        popover="auto"
        role="note"
        style={positionAnchor}
        className={`w-[min(24rem,calc(100vw-2rem))] rounded-card border border-line bg-surface p-5 text-left text-sm leading-relaxed font-normal tracking-normal whitespace-normal text-muted shadow-lg ${place}`}
      >
        <span className="mb-1.5 block font-semibold text-ink">{titled(about)}</span>
        {text.map((paragraph) => (
          <span key={paragraph} className="mt-2 block first-of-type:mt-0">
            {paragraph}
          </span>
        ))}
      </span>
    </>
  );
}

/** The subject as a title. Only Latin letters: an upper-case η would be another symbol, and look like an H. */
const titled = (about: string): string => about.replace(/^[a-z]/, (letter) => letter.toUpperCase());
