"use client";

import { Select } from "../../_ui/field.tsx";
import { whole } from "../../_ui/format.ts";
import type { Looks, Roles } from "#lib/formats/column-guess.ts";
import { timeSuffix } from "#lib/formats/import-options.ts";
import type { PreviewColumn } from "#lib/formats/import-preview.ts";

type ColumnRole = "file" | "gold" | "human" | "split" | "unused";

const looks: Record<Looks, string> = {
  file: "File names",
  gold: "Gold labels",
  human: "Human labels",
  split: "Train or test",
  time: "Response times",
  derived: "Computed from other labels",
  id: "Identifiers or numbers",
  text: "Free text",
  empty: "Empty",
};

function roleOf(name: string, { file, gold, humans, split }: Roles): ColumnRole {
  if (name === file) return "file";
  if (name === gold) return "gold";
  if (name === split) return "split";
  return humans.includes(name) ? "human" : "unused";
}

/** Each column has one role, and file, gold and split are one column each. */
function withRole(roles: Roles, columns: readonly PreviewColumn[], name: string, role: ColumnRole): Roles {
  const humans = columns
    .map((column) => column.name)
    .filter((other) => (other === name ? role === "human" : roles.humans.includes(other)));
  const given = (now: ColumnRole, before: string | null) =>
    role === now ? name : before === name ? null : before;
  return {
    file: role === "file" ? name : roles.file,
    gold: given("gold", roles.gold),
    split: given("split", roles.split),
    humans,
  };
}

function describe({ looks: kind, distinct, more, filled, examples }: PreviewColumn): string {
  if (filled === 0) return looks.empty;
  const values = `${more ? "over " : ""}${whole(distinct)} ${distinct === 1 ? "value" : "values"}`;
  return `${looks[kind]} · ${values}: ${examples.join(", ")}${distinct > examples.length ? ", …" : ""}`;
}

const added = ({ adds }: PreviewColumn) =>
  adds === null
    ? undefined
    : `This would add ${whole(adds.count)} ${adds.count === 1 ? "class" : "classes"} that no other column has: ${adds.first.join(", ")}${adds.count > adds.first.length ? ", …" : ""}`;

/** What each column of the label file is used for. */
export function ColumnChoice({
  columns,
  roles,
  onChange,
}: {
  columns: readonly PreviewColumn[];
  roles: Roles;
  onChange: (roles: Roles) => void;
}) {
  const named = columns.filter(({ name }) => name !== "");
  // Where the rows are the pictures in their order, no column names them.
  const offered = roles.file === null ? choices.filter(([role]) => role !== "file") : choices;
  return (
    <>
      <p className="mb-5 text-sm text-muted">
        Each column of human labels becomes a rater. A column with the same name and {timeSuffix} behind it
        holds that rater’s response times in milliseconds.
        {roles.file === null && " The rows are the pictures in their order."}
      </p>
      <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2">
        {named.map((column, index) => (
          <div key={index} className="min-w-0 wrap-anywhere">
            <Select
              label={column.name}
              value={roleOf(column.name, roles)}
              onChange={(event) => {
                const role = offered.find(([value]) => value === event.target.value);
                if (role) onChange(withRole(roles, columns, column.name, role[0]));
              }}
              hint={describe(column)}
              problem={added(column)}
            >
              {offered.map(([value, text]) => (
                <option key={value} value={value} disabled={value !== "file" && column.name === roles.file}>
                  {text}
                </option>
              ))}
            </Select>
          </div>
        ))}
      </div>
    </>
  );
}

const choices: readonly (readonly [ColumnRole, string])[] = [
  ["unused", "Not used"],
  ["file", "File name"],
  ["gold", "Gold label"],
  ["human", "Human labels"],
  ["split", "Split: train or test"],
];
