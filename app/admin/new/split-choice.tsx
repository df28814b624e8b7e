"use client";

import { Field, Select } from "../../_ui/field.tsx";
import { whole } from "../../_ui/format.ts";

export type SplitKind = "none" | "first" | "fraction" | "column";
export type SplitValues = { kind: SplitKind; train: string; test: string; seed: string };

const kinds: readonly SplitKind[] = ["fraction", "first", "column", "none"];

/** Which items train and which are predicted. Predictions are always for items that were not trained on. */
export function SplitChoice({
  column,
  own,
  value,
  onChange,
  problem,
}: {
  /** the column that says it, where one was given that role */
  column: string | null;
  /** what the dataset itself says, where it says something */
  own: { train: number; test: number } | null;
  value: SplitValues;
  onChange: (value: SplitValues) => void;
  problem: (field: string) => string | undefined;
}) {
  const set = (change: Partial<SplitValues>) => onChange({ ...value, ...change });
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <div className="sm:col-span-2">
        <Select
          label="Split"
          value={value.kind}
          onChange={(event) => {
            const kind = kinds.find((other) => other === event.target.value);
            if (kind) set({ kind });
          }}
          hint="One part trains the model. It predicts the other part, which people and machine then share."
        >
          <option value="fraction">At random</option>
          <option value="first">The first rows train</option>
          {column !== null && <option value="column">As the column “{column}” says</option>}
          <option value="none">
            {own ? `As the dataset says: ${whole(own.train)} train, ${whole(own.test)} test` : "Not yet"}
          </option>
        </Select>
      </div>
      {value.kind === "fraction" && (
        <>
          <Field
            label="Part to predict, %"
            name="splitTest"
            type="number"
            min={0.1}
            max={99.9}
            step="any"
            required
            value={value.test}
            onChange={(event) => set({ test: event.target.value })}
            problem={problem("splitTest")}
          />
          <Field
            label="Seed"
            name="splitSeed"
            type="number"
            min={0}
            required
            value={value.seed}
            onChange={(event) => set({ seed: event.target.value })}
            hint="The same seed gives the same split."
            problem={problem("splitSeed")}
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
          problem={problem("splitTrain")}
        />
      )}
    </div>
  );
}
