import { Button } from "../../../../_ui/button.tsx";

/** Where a row is to go (0 …), and the selector of what has the focus when it is there; null: it stays where it is. */
export type Move = { to: number; follow: string | null };

/** A class in the list: its place, its name, what is said of it. */
export function ClassNote({
  label,
  name,
  at,
  last,
  text,
  onText,
  onMove,
}: {
  label: number;
  name: string;
  /** place in the order, 0 … last */
  at: number;
  last: number;
  text: string;
  onText: (text: string) => void;
  onMove: (wish: Move) => void;
}) {
  const id = `class-note-${label}`;
  const goTo = (typed: string, follow: string | null) => {
    const place = Math.round(Number(typed));
    if (typed.trim() !== "" && Number.isFinite(place) && place !== at + 1) onMove({ to: place - 1, follow });
  };
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 py-3 sm:flex-nowrap">
      <input
        // after a move it shows the new place, and forgets what was typed
        key={at}
        id={`${id}-place`}
        type="number"
        min={1}
        max={last + 1}
        defaultValue={at + 1}
        aria-label={`Place of ${name}`}
        onBlur={(event) => goTo(event.target.value, null)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          goTo(event.currentTarget.value, `#${id}-place`);
        }}
        className="h-11 w-16 shrink-0 rounded-control border border-line-strong/60 bg-surface px-2 text-base sm:h-10 sm:text-sm"
      />
      <label
        htmlFor={id}
        className="min-w-0 flex-1 py-3 text-sm font-medium [overflow-wrap:anywhere] sm:w-48 sm:flex-none sm:py-2.5"
      >
        <span className="sr-only">Description of </span>
        {name}
      </label>
      <span className="flex shrink-0 gap-1 sm:order-last">
        <Button
          id={`${id}-up`}
          look="quiet"
          className="px-3"
          aria-label={`Move ${name} up`}
          disabled={at === 0}
          onClick={() => onMove({ to: at - 1, follow: at === 1 ? `#${id}-down` : `#${id}-up` })}
        >
          <span aria-hidden>↑</span>
        </Button>
        <Button
          id={`${id}-down`}
          look="quiet"
          className="px-3"
          aria-label={`Move ${name} down`}
          disabled={at === last}
          onClick={() => onMove({ to: at + 1, follow: at === last - 1 ? `#${id}-up` : `#${id}-down` })}
        >
          <span aria-hidden>↓</span>
        </Button>
      </span>
      <textarea
        id={id}
        rows={1}
        maxLength={300}
        value={text}
        placeholder="No description"
        onChange={(event) => onText(event.target.value)}
        className="field-sizing-content min-h-11 w-full min-w-0 resize-none rounded-control border border-line-strong/60 bg-surface px-3 py-2 text-base placeholder:text-muted hover:border-line-strong sm:min-h-10 sm:w-auto sm:flex-1 sm:text-sm"
      />
    </li>
  );
}
