"use client";

import { type FormEvent, useState } from "react";
import { Button } from "../../_ui/button.tsx";
import { buttonClass } from "../../_ui/button-class.ts";
import { Dialog } from "./dialog.tsx";
import type { OwnFlag } from "./feed-snapshot.ts";
import { addressOf } from "./picture.ts";

/** A picture that can be flagged: the one on the screen, or the last ones that were answered. */
export type Flaggable = { lease: string; name: string };

/** A remark for the reviewers on one picture, and one's own remarks that nobody has dealt with yet. */
export function FlagDialog({
  project,
  pictures,
  flags,
  onFlag,
  onTakeBack,
  onClose,
}: {
  project: string;
  pictures: readonly Flaggable[];
  flags: readonly OwnFlag[];
  onFlag: (lease: string, comment: string) => void;
  onTakeBack: (flag: OwnFlag) => void;
  onClose: () => void;
}) {
  const [lease, setLease] = useState(pictures[0]?.lease ?? "");
  const [empty, setEmpty] = useState(false);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const comment = new FormData(event.currentTarget).get("comment");
    const said = typeof comment === "string" ? comment.trim() : "";
    if (said === "") return setEmpty(true);
    onFlag(lease, said);
    onClose();
  };
  return (
    <Dialog title="Flag a picture" onClose={onClose}>
      <p className="text-sm text-muted">
        Tell the reviewers what is wrong with it: several things in one picture, a class that is missing, a
        broken file. A flag is no answer, and the picture still waits for yours.
      </p>
      <form onSubmit={send} className="flex flex-col gap-4">
        <fieldset className="flex flex-wrap gap-3">
          <legend className="mb-2 text-sm font-medium">Picture</legend>
          {pictures.map((picture) => (
            <label key={picture.lease} className="flag-choice">
              <input
                type="radio"
                name="picture"
                checked={picture.lease === lease}
                onChange={() => setLease(picture.lease)}
              />
              {/* eslint-disable-next-line @next/next/no-img-element -- the browser has it already */}
              <img src={addressOf(project, picture.lease)} alt="" width={40} height={40} />
              <span className="text-sm">{picture.name}</span>
            </label>
          ))}
        </fieldset>
        <label className="flex flex-col gap-1.5 text-sm font-medium">
          What is the matter?
          <textarea
            name="comment"
            rows={3}
            maxLength={2000}
            aria-invalid={empty}
            aria-describedby={empty ? "flag-empty" : undefined}
            className="rounded-control border border-line-strong bg-surface p-3 font-normal"
          />
        </label>
        {empty && (
          <p id="flag-empty" role="alert" className="text-sm text-danger">
            Say in a few words what is the matter.
          </p>
        )}
        <div className="flex flex-wrap gap-3">
          <Button type="submit" look="primary">
            Flag it
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
      {flags.length > 0 && (
        <section aria-label="Your flags" className="flex flex-col gap-2 border-t border-line pt-4">
          <h3 className="text-base">Your flags</h3>
          <ul className="flex flex-col gap-2">
            {flags.map((flag) => (
              <li key={flag.flag} className="flex items-center gap-3 text-sm">
                {/* eslint-disable-next-line @next/next/no-img-element -- a small picture that the browser mostly has */}
                <img
                  src={addressOf(project, flag.lease)}
                  alt=""
                  width={40}
                  height={40}
                  className="size-10 shrink-0 rounded-md object-cover"
                />
                <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{flag.comment}</span>
                <button
                  type="button"
                  className={buttonClass("quiet", "shrink-0")}
                  onClick={() => onTakeBack(flag)}
                >
                  Take back
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}
