type Choice = { name: string; label: string; text?: string; chosen?: boolean };

/** Several things, of which some are chosen. */
export function Choices({
  legend,
  choices,
  problem,
}: {
  legend: string;
  choices: Choice[];
  problem: string | undefined;
}) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      <div className="flex max-h-64 flex-col gap-1 overflow-y-auto">
        {choices.map(({ name, label, text, chosen }) => (
          <label key={name} className="flex items-baseline gap-2 py-1 text-sm">
            <input
              type="checkbox"
              name={name}
              value="yes"
              defaultChecked={chosen}
              className="size-4 shrink-0 translate-y-0.5 accent-accent"
            />
            <span>
              {label}
              {text && <span className="text-muted"> – {text}</span>}
            </span>
          </label>
        ))}
      </div>
      {problem && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
