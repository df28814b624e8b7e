"use client";

import { Field, Select } from "../../_ui/field.tsx";

export type SplitValues = { kind: string; train: string; test: string; seed: string; column: string };

/** Which items train and which are predicted. Predictions are always for items that were not trained on. */
export function SplitChoice({
  columns,
  value,
  onChange,
}: {
  columns: readonly string[];
  value: SplitValues;
  onChange: (value: SplitValues) => void;
}) {
  const set = (change: Partial<SplitValues>) => onChange({ ...value, ...change });
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <div className="sm:col-span-2">
        <Select
          label="Split"
          name="split"
          value={value.kind}
          onChange={(event) => set({ kind: event.target.value })}
          hint="The training part teaches the model; the rest is predicted and shared out."
        >
          <option value="fraction">a random part for people and machine</option>
          <option value="first">the first rows train</option>
          {columns.length > 0 && <option value="column">as a column says</option>}
          <option value="none">none for now</option>
        </Select>
      </div>
      {value.kind === "fraction" && (
        <>
          <Field
            label="Predicted part, %"
            name="splitTest"
            type="number"
            min={0.1}
            max={99.9}
            step="any"
            required
            value={value.test}
            onChange={(event) => set({ test: event.target.value })}
          />
          <Field
            label="Seed"
            name="splitSeed"
            type="number"
            min={0}
            required
            value={value.seed}
            onChange={(event) => set({ seed: event.target.value })}
            hint="The same seed, the same split."
          />
        </>
      )}
      {value.kind === "first" && (
        <Field
          label="Rows that train"
          name="splitTrain"
          type="number"
          min={1}
          required
          value={value.train}
          onChange={(event) => set({ train: event.target.value })}
        />
      )}
      {value.kind === "column" && (
        <Select
          label="Column"
          name="splitColumn"
          value={value.column}
          onChange={(event) => set({ column: event.target.value })}
          hint="With the words train and test."
        >
          {columns.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </div>
  );
}
