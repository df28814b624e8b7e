import { Field, Select } from "../../../../../_ui/field.tsx";
import { numbered } from "#lib/numbers.ts";
import type { OptionField } from "#lib/option-fields.ts";

/** A method's own options, as its schema describes them; left alone, they are what its authors chose. */
export function MethodOptions({
  method: { name, source, options },
  problems,
}: {
  method: { name: string; source: string; options: readonly OptionField[] };
  /** what is wrong, by field */
  problems: Readonly<Record<string, string>>;
}) {
  const wrong = options.some((option) => problems[`hyper.${option.name}`] !== undefined);
  return (
    <details className="rounded-control border border-line px-4 py-3 text-sm" open={wrong || undefined}>
      <summary className="cursor-pointer font-medium">
        {options.length === 0 ? `${name} has no options` : `${numbered(options.length, "option")} of ${name}`}
      </summary>
      <p className="mt-2 max-w-prose text-muted">{source}</p>
      {options.length > 0 && (
        <div className="mt-4 grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {options.map((option) => (
            <Option key={option.name} option={option} problem={problems[`hyper.${option.name}`]} />
          ))}
        </div>
      )}
    </details>
  );
}

function Option({ option, problem }: { option: OptionField; problem: string | undefined }) {
  const { name, kind, usual, choices, meaning, allowed } = option;
  const label = titled(name);
  const said = `${titled(meaning)}.`;
  if (kind === "number")
    return (
      <Field
        label={label}
        name={`hyper.${name}`}
        inputMode="decimal"
        autoComplete="off"
        placeholder={usual}
        hint={`${said} ${titled(allowed)}; ${usual} unless you say otherwise.`}
        problem={problem}
      />
    );
  const all =
    kind === "choice"
      ? choices.map((id) => [id, id])
      : [
          ["true", "yes"],
          ["false", "no"],
        ];
  return (
    <Select label={label} name={`hyper.${name}`} defaultValue={usual} hint={said} problem={problem}>
      {all.map(([id, text]) => (
        <option key={id} value={id}>
          {text}
          {id === usual && " (usual)"}
        </option>
      ))}
    </Select>
  );
}

/** Only a Latin letter: η and λ have no upper case that anybody would recognise. */
const titled = (text: string): string => text.replace(/^[a-z]/, (letter) => letter.toUpperCase());
