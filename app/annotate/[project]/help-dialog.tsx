"use client";

import { useEffect, useRef } from "react";
import { buttonClass } from "../../_ui/button.tsx";
import { keyOfClass, maxKeyedClasses } from "./keys.ts";

/**
 * Instructions and keys. While it is open the picture is covered and its time stands still. The
 * heading has the focus at first: a Space or Enter too many changes nothing.
 */
export function HelpDialog({
  open,
  onClose,
  project,
  singleKeys,
  onSingleKeys,
}: {
  open: boolean;
  onClose: () => void;
  project: { name: string; instructions: string; classes: readonly string[] };
  singleKeys: boolean;
  onSingleKeys: (value: boolean) => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (open) {
      dialog.current?.showModal();
      heading.current?.focus();
    } else dialog.current?.close();
  }, [open]);
  const keyed = project.classes.length <= maxKeyedClasses;

  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      className="w-[min(34rem,calc(100vw-2rem))] rounded-card border border-line p-6 open:flex open:flex-col open:gap-4"
      aria-labelledby="help-title"
    >
      <h2 id="help-title" ref={heading} tabIndex={-1} className="outline-none">
        {project.name}
      </h2>
      <p className="whitespace-pre-line">
        {project.instructions ||
          "Choose the class that fits the picture best. If you can’t tell, say so: that helps too."}
      </p>
      <h3>Keys</h3>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-1.5 text-sm sm:grid-cols-3 [&>div]:flex [&>div]:items-center [&>div]:gap-2">
        {keyed &&
          project.classes.map((name, label) => (
            <div key={name}>
              <dt>
                <kbd>{keyOfClass(label)?.toUpperCase()}</kbd>
              </dt>
              <dd>{name}</dd>
            </div>
          ))}
        {!keyed && (
          <div>
            <dt>
              <kbd>Enter</kbd>
            </dt>
            <dd>first match</dd>
          </div>
        )}
        <div>
          <dt>
            <kbd>Space</kbd>
          </dt>
          <dd>can’t tell</dd>
        </div>
        <div>
          <dt>
            <kbd>⌫</kbd> <kbd>←</kbd> <kbd>Ctrl Z</kbd>
          </dt>
          <dd>undo</dd>
        </div>
      </dl>
      <label className="flex min-h-11 items-center gap-2 text-sm">
        <input
          type="checkbox"
          checked={singleKeys}
          onChange={(event) => onSingleKeys(event.target.checked)}
        />
        Answer with single keys
      </label>
      <p className="text-sm text-muted">
        We record how long each answer takes, from the moment the picture appears. Take the time you need.
        Time spent on this help or away from the page does not count.
      </p>
      <form method="dialog">
        <button className={buttonClass("primary")}>Go on</button>
      </form>
    </dialog>
  );
}
