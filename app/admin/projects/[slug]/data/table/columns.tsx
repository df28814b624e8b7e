"use client";

import { Select } from "../../../../../_ui/field.tsx";
import type { TableColumns, TableKind } from "#lib/formats/item-tables/options.ts";
import type { TablePreview } from "#lib/formats/item-tables/preview.ts";

type Column = keyof TableColumns;

const wanted: Record<TableKind, readonly (readonly [Column, string])[]> = {
  counts: [["item", "Picture"]],
  predictions: [["item", "Picture"]],
  answers: [
    ["item", "Picture"],
    ["worker", "Worker"],
    ["label", "Label"],
    ["ms", "Time in milliseconds"],
  ],
};

const none: Record<Column, string> = {
  item: "no column: the rows are the pictures in their order",
  worker: "no column: all answers are one worker’s, who is called as above",
  label: "choose a column",
  ms: "no column",
};

/** Which columns of the table are read; those of the classes are found by their names. */
export function TableColumnChoice({
  kind,
  names,
  columns,
  onChange,
}: {
  kind: TableKind;
  names: TablePreview["names"];
  columns: TableColumns;
  onChange: (columns: TableColumns) => void;
}) {
  const named = names.filter(({ name }) => name !== "");
  if (named.length === 0) return null;
  return wanted[kind].map(([column, label]) => {
    const chosen = named.find(({ name }) => name === columns[column]);
    const examples = chosen?.examples.filter(Boolean).join(", ");
    return (
      <div key={column} className="min-w-0 wrap-anywhere">
        <Select
          label={label}
          value={columns[column] ?? ""}
          onChange={(event) => onChange({ ...columns, [column]: event.target.value || null })}
          hint={examples ? `${examples}, …` : undefined}
        >
          <option value="">{none[column]}</option>
          {named.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      </div>
    );
  });
}
