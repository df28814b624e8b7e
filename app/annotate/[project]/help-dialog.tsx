"use client";

import type { ReactNode } from "react";
import { buttonClass } from "../../_ui/button-class.ts";
import type { Placed } from "./class-layout.ts";
import { Dialog } from "./dialog.tsx";
import type { View } from "./view.ts";

export type Example = { id: number; label: number; caption: string };

/** Beside those of the classes. */
const otherKeys: Record<View, readonly (readonly [keys: readonly string[], meaning: string])[]> = {
  single: [
    [["Space"], "can’t tell: an answer, nobody could say"],
    [["→"], "skip: no answer, it comes back later"],
    [["!"], "flag: a remark for the reviewers"],
    [["⌫", "←", "Ctrl Z"], "undo"],
    [["+", "−"], "zoom; so do wheel and pinch"],
    [["Enter"], "hold to look closer"],
    [["Shift ←↑↓→"], "move the picture"],
    [["Shift Enter"], "full screen"],
  ],
  grid: [
    [["←", "↑", "↓", "→"], "go from picture to picture"],
    [["Space"], "select; so do a click and dragging"],
    [["Shift ←↑↓→"], "select what you pass; so does Shift and a click"],
    [["Ctrl A"], "select all"],
    [["Esc"], "select none"],
    [["."], "can’t tell: an answer, nobody could say"],
    [["−"], "skip: no answer, they come back later"],
    [["!"], "flag: a remark for the reviewers"],
    [["⌫", "Ctrl Z"], "undo what you did last, all of it"],
    [["Enter"], "hold to look closer"],
    [["Shift Enter"], "full screen"],
  ],
};

const recorded: Record<View, string> = {
  single: "We record how long each answer takes, from the moment the picture appears.",
  grid: "We record how long the answers that you give at once take together, and no time for single pictures.",
};

/**
 * Instructions, examples and keys. While it is open the picture is covered and its time stands still. At the first
 * visit, and again when the instructions have changed, it opens by itself before any picture is shown.
 */
export function HelpDialog({
  view,
  name,
  slug,
  instructions,
  examples,
  placed,
  first,
  singleKeys,
  onSingleKeys,
  onClose,
}: {
  view: View;
  /** of the project */
  name: string;
  slug: string;
  /** rendered; null where there are none */
  instructions: ReactNode;
  examples: readonly Example[];
  placed: readonly Placed[];
  /** shown by itself */
  first: boolean;
  singleKeys: boolean;
  onSingleKeys: (value: boolean) => void;
  onClose: () => void;
}) {
  const keyed = placed.some(({ key }) => key !== null);
  const described = placed.some(({ description }) => description !== "");
  const explained = placed.filter(
    ({ label, description }) => description !== "" || examples.some((example) => example.label === label),
  );
  return (
    <Dialog title={name} id="help-title" wide={explained.length > 0} onClose={onClose}>
      <div className="instructions">
        {instructions ?? (
          <p>Choose the class that fits the picture best. If you can’t tell, say so: that helps too.</p>
        )}
      </div>
      {explained.length > 0 && (
        <section aria-labelledby="help-classes" className="flex flex-col gap-3">
          <h3 id="help-classes">{described ? "Classes" : "Examples"}</h3>
          <dl className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
            {explained.map((place) => (
              <div key={place.label} className="flex flex-col gap-1.5">
                <dt className="text-sm font-medium [overflow-wrap:anywhere]">{place.name}</dt>
                {place.description !== "" && (
                  <dd className="text-sm text-muted [overflow-wrap:anywhere]">{place.description}</dd>
                )}
                <dd className="flex flex-wrap gap-2 empty:hidden">
                  {examples
                    .filter(({ label }) => label === place.label)
                    .map(({ id, caption }) => (
                      <figure key={id} className="flex w-24 flex-col gap-1">
                        {/* Its address is for whoever is signed in: an optimiser could not fetch it. */}
                        {/* eslint-disable-next-line @next/next/no-img-element -- bytes come from our own packs */}
                        <img
                          src={`/api/examples/${id}?project=${encodeURIComponent(slug)}`}
                          alt={caption || `Example of ${place.name}`}
                          className="example-picture"
                          width={96}
                          height={96}
                        />
                        {caption && <figcaption className="text-xs text-muted">{caption}</figcaption>}
                      </figure>
                    ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <details open={!first} className="flex flex-col gap-3">
        <summary className="min-h-6 cursor-pointer font-medium">Keys</summary>
        <dl className="mt-3 grid grid-cols-1 gap-x-6 gap-y-1.5 text-sm min-[26rem]:grid-cols-2 [&>div]:flex [&>div]:items-center [&>div]:gap-2">
          {keyed ? (
            placed.map(({ label, name: className, key }) => (
              <Keys key={label} keys={[key?.toUpperCase() ?? "–"]}>
                {className}
              </Keys>
            ))
          ) : (
            <Keys keys={["Enter"]}>first match</Keys>
          )}
          {otherKeys[view].map(([keys, meaning]) => (
            <Keys key={meaning} keys={keys}>
              {meaning}
            </Keys>
          ))}
        </dl>
      </details>
      <label className="flex min-h-11 items-center gap-2 text-sm">
        <input
          type="checkbox"
          checked={singleKeys}
          onChange={(event) => onSingleKeys(event.target.checked)}
        />
        Answer with single keys
      </label>
      <p className="text-sm text-muted">
        {recorded[view]} Take the time you need. Time spent on this help or away from the page does not count.
      </p>
      <form method="dialog">
        <button className={buttonClass("primary")}>{first ? "Start" : "Go on"}</button>
      </form>
    </Dialog>
  );
}

function Keys({ keys, children }: { keys: readonly string[]; children: ReactNode }) {
  return (
    <div>
      <dt className="flex shrink-0 gap-1">
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
