"use client";

import { type ReactNode, useId, useRef } from "react";
import { Button } from "./button.tsx";
import type { Look } from "./button-class.ts";

export type Question = {
  title: string;
  /** what will happen */
  text: string;
  yes: string;
  no?: string;
};

/**
 * A form's submit button that asks first. The dialog is the browser's own: it holds the focus, closes
 * with Escape, and gives the focus back to the button. The harmless answer has the focus.
 */
export function ConfirmButton({
  question: { title, text, yes, no = "Cancel" },
  look = "secondary",
  disabled = false,
  children,
}: {
  question: Question;
  look?: Look;
  disabled?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  return (
    <>
      <Button
        look={look}
        disabled={disabled}
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
      >
        {children}
      </Button>
      <dialog
        ref={dialog}
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-text`}
        className="w-[min(28rem,calc(100vw-2rem))] rounded-card border border-line p-6 text-left whitespace-normal open:flex open:flex-col open:gap-4"
      >
        <h2 id={`${id}-title`}>{title}</h2>
        <p id={`${id}-text`} className="text-sm text-muted">
          {text}
        </p>
        <div className="mt-2 flex flex-wrap justify-end gap-2">
          <Button autoFocus onClick={close}>
            {no}
          </Button>
          <Button type="submit" look="danger" onClick={close}>
            {yes}
          </Button>
        </div>
      </dialog>
    </>
  );
}
