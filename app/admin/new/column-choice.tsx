"use client";

import { Select } from "../../_ui/field.tsx";
import { timeSuffix } from "#lib/formats/import-options.ts";

export type Columns = { file: string; gold: string; humans: string[] };

const looksLike = (columns: readonly string[], pattern: RegExp) =>
  columns.find((name) => pattern.test(name)) ?? "";

/** A first proposal from the columns' names; the person has the last word. */
export function guessColumns(columns: readonly string[]): Columns {
  const file = looksLike(columns, /^(file|filename|image|path|name)$/i) || (columns[0] ?? "");
  const gold = looksLike(columns, /^(gold|clean|truth|true|true_label|gold_label)$/i);
  const split = looksLike(columns, /^split$/i);
  const derived = /^(aggre|aggregate|majority|worst|worse)/i;
  const humans = columns.filter(
    (name) => name !== file && name !== gold && name !== split && name !== "" && !derived.test(name),
  );

  return { file, gold, humans: humans.filter((name) => !isTimeColumn(name, columns)) };
}

/** Response times of the column that is named like it, without the ending. */
const isTimeColumn = (name: string, columns: readonly string[]) =>
  columns.some((other) => name === other + timeSuffix);

export function ColumnChoice({
  columns,
  value,
  onChange,
}: {
  columns: readonly string[];
  value: Columns;
  onChange: (value: Columns) => void;
}) {
  const options = columns.map((name) => (
    <option key={name} value={name}>
      {name}
    </option>
  ));
  return (
    <div className="flex flex-col gap-5">
      <div className="grid gap-5 sm:grid-cols-2">
        <Select
          label="File name"
          value={value.file}
          onChange={(event) => onChange({ ...value, file: event.target.value })}
        >
          {options}
        </Select>
        <Select
          label="Gold label"
          value={value.gold}
          onChange={(event) =>
            onChange({
              ...value,
              gold: event.target.value,
              humans: value.humans.filter((name) => name !== event.target.value),
            })
          }
          hint="A trusted true label, where known."
        >
          <option value="">none</option>
          {options}
        </Select>
      </div>
      <fieldset>
        <legend className="mb-1.5 text-sm font-medium">Human labels</legend>
        <div className="flex flex-wrap gap-2">
          {columns
            .filter(
              (name) =>
                name !== value.file && name !== value.gold && name !== "" && !isTimeColumn(name, columns),
            )
            .map((name) => (
              <label
                key={name}
                className="flex min-h-11 cursor-pointer items-center gap-2 rounded-control border border-line px-3 text-sm has-checked:border-people has-checked:bg-people-soft sm:min-h-10"
              >
                <input
                  type="checkbox"
                  className="accent-people"
                  checked={value.humans.includes(name)}
                  onChange={(event) =>
                    onChange({
                      ...value,
                      humans: columns.filter((other) =>
                        other === name ? event.target.checked : value.humans.includes(other),
                      ),
                    })
                  }
                />
                {name}
              </label>
            ))}
        </div>
        <p className="mt-1.5 text-sm text-muted">
          Each column becomes a rater; models are trained on one of them. A column named like one of them with{" "}
          {timeSuffix} behind it holds its response times in milliseconds.
        </p>
      </fieldset>
    </div>
  );
}
