/** Pictures of a page. */
export const sizeOf = { large: 12, usual: 24, small: 40 } as const;

/** How many pictures are shown at a time: fewer are larger. */
export function SizeChoice({ size, onChange }: { size: number; onChange: (size: number) => void }) {
  return (
    <label className="flex min-h-11 items-center gap-2 text-sm text-muted">
      At a time
      <select
        value={size}
        onChange={(event) => {
          onChange(Number(event.target.value));
          // A list that keeps the focus would take the next key for itself.
          event.target.blur();
        }}
        className="h-11 rounded-control border border-line-strong bg-surface px-2 text-ink"
      >
        {Object.values(sizeOf).map((pictures) => (
          <option key={pictures} value={pictures}>
            {pictures}
          </option>
        ))}
      </select>
    </label>
  );
}
