/** How far something is; `tone` says whose work it is. */
export function Progress({
  value,
  label,
  tone = "accent",
}: {
  /** 0 … 1 */
  value: number;
  label: string;
  tone?: "accent" | "people" | "machine";
}) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  const colour = { accent: "bg-accent", people: "bg-people", machine: "bg-machine" }[tone];
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="h-1.5 w-full overflow-hidden rounded-full bg-line"
    >
      <div
        className={`h-full rounded-full transition-[width] duration-300 ${colour}`}
        style={{ width: `${percent}%` }}
      />
    </div>
  );
}
