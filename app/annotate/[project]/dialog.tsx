"use client";

import { type ReactNode, useEffect, useId, useRef } from "react";

/**
 * A dialog of the annotation page. The heading has the focus at first: a Space or Enter too many changes nothing.
 * Mounted only while it is open; Escape and a form of method "dialog" close it.
 */
export function Dialog({
  title,
  id,
  wide = false,
  onClose,
  children,
}: {
  title: string;
  id?: string;
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const own = useId();
  const titleId = id ?? own;
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    heading.current?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onSubmit={(event) => {
        if (event.target instanceof HTMLFormElement && event.target.method === "dialog") {
          event.preventDefault();
          onClose();
        }
      }}
      className={`annotator-dialog ${wide ? "w-[min(56rem,calc(100vw-2rem))]" : "w-[min(36rem,calc(100vw-2rem))]"}`}
      aria-labelledby={titleId}
    >
      <h2 id={titleId} ref={heading} tabIndex={-1} className="outline-none">
        {title}
      </h2>
      {children}
    </dialog>
  );
}
