"use client";

import { useState } from "react";
import { startUploadedTable } from "./actions.ts";
import { TableColumnChoice } from "./columns.tsx";
import type { TablePreviewRequest } from "./request.ts";
import { TablePreviewPanel } from "./preview-panel.tsx";
import { kindWords, nameHints } from "./words.ts";
import { Button } from "../../../../../_ui/button.tsx";
import { Card } from "../../../../../_ui/card.tsx";
import { Field, Select } from "../../../../../_ui/field.tsx";
import { Notice } from "../../../../../_ui/notice.tsx";
import { Upload, type Uploaded } from "../../../../../_ui/upload.tsx";
import { useForm } from "../../../../../_ui/use-form.ts";
import { usePreview } from "../../../../../_ui/use-preview.ts";
import type { TableColumns, TableKind, TableOptions } from "#lib/formats/item-tables/options.ts";
import { tableKinds } from "#lib/formats/item-tables/options.ts";
import { tablePreview } from "#lib/formats/item-tables/preview.ts";

type Choice = {
  file: Uploaded | null;
  name: string;
  /** null: as the server takes it */
  kind: TableKind | null;
  columns: TableColumns | null;
  workers: TableOptions["workers"];
  onProblem: TableOptions["onProblem"];
};

/** A table about a project's items: what it is, what its columns are, and what would become of it. */
export function TableForm({
  project,
  start,
}: {
  project: { slug: string; classes: string[] };
  /** the form as it was when an earlier import was asked for */
  start: { options: TableOptions; file: Uploaded | null } | null;
}) {
  const { state, busy, form } = useForm(startUploadedTable);
  const [choice, setChoice] = useState<Choice>({
    file: start?.file ?? null,
    name: start?.options.name ?? "",
    kind: start?.options.kind ?? null,
    columns: start?.options.columns ?? null,
    workers: start?.options.workers ?? "auto",
    onProblem: start?.options.onProblem ?? "abort",
  });
  const set = (change: Partial<Choice>) => setChoice((before) => ({ ...before, ...change }));
  const { file, name, workers, onProblem } = choice;
  const request: TablePreviewRequest | null = file && {
    project: project.slug,
    table: file.upload,
    name,
    kind: choice.kind,
    columns: choice.columns,
    workers,
  };
  const { preview, problem, reading } = usePreview(
    "/api/tables/preview",
    tablePreview,
    request,
    file?.upload ?? null,
  );
  const kind = choice.kind ?? preview?.kind ?? null;
  const columns = choice.columns ?? preview?.columns ?? null;
  const allGood = preview !== null && (preview.problems.count === 0 || onProblem === "skip");
  const ready = allGood && !reading && preview.refusal === null && name.trim() !== "";
  return (
    <form {...form} className="flex flex-col gap-6">
      <input type="hidden" name="project" value={project.slug} />
      <input type="hidden" name="table" value={file?.upload ?? ""} />
      <input type="hidden" name="fileName" value={file?.fileName ?? ""} />
      <input type="hidden" name="columns" value={JSON.stringify(columns)} />
      <Card title="Import a table">
        <p className="mb-5 text-sm text-muted">
          What others say of the pictures that are here. Nothing is stored before you have seen what it is
          taken for.
        </p>
        <Upload
          kind="table"
          label="Table"
          accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.npy,.npz,.pt,.pkl,.parquet,.zip"
          hint="CSV, JSON lines, Parquet, NumPy (.npy, .npz), PyTorch (.pt), or JSON of Label Studio, Argilla or COCO."
          value={file}
          onChange={(uploaded) => set({ file: uploaded, kind: null, columns: null })}
        />
      </Card>
      {file && problem !== null && <Notice tone="danger">{problem}</Notice>}
      {file && preview === null && problem === null && (
        <p role="status" className="text-sm text-muted">
          Reading the file …
        </p>
      )}
      {file && preview && kind && columns && (
        <>
          <Card title="What it is">
            <div className="grid items-start gap-5 sm:grid-cols-2">
              <Select
                label="The rows are"
                name="kind"
                value={kind}
                onChange={(event) => {
                  const chosen = tableKinds.find((each) => each === event.target.value);
                  if (chosen) set({ kind: chosen, columns });
                }}
                hint={kindWords[kind].hint}
              >
                {tableKinds.map((each) => (
                  <option key={each} value={each}>
                    {kindWords[each].name}
                  </option>
                ))}
              </Select>
              <Field
                label="Name"
                name="name"
                required
                maxLength={80}
                value={name}
                onChange={(event) => set({ name: event.target.value })}
                hint={nameHints[kind]}
                problem={state.fields?.name}
              />
              <TableColumnChoice
                kind={kind}
                names={preview.names}
                columns={columns}
                onChange={(chosen) => set({ columns: chosen, kind })}
              />
              {kind === "answers" && (
                <Select
                  label="Workers are"
                  value={workers}
                  onChange={(event) => {
                    const chosen = (["auto", "each", "crowd"] as const).find(
                      (how) => how === event.target.value,
                    );
                    if (chosen) set({ workers: chosen });
                  }}
                  hint="A crowd is one label column whose answer is the most frequent one; every answer is kept."
                >
                  <option value="auto">a crowd, if there are more than 20</option>
                  <option value="each">a label column each</option>
                  <option value="crowd">one crowd</option>
                </Select>
              )}
            </div>
          </Card>
          <Card title="Preview" aside={reading ? "Reading …" : "Nothing is stored yet"}>
            <TablePreviewPanel preview={preview} classes={project.classes} reading={reading} />
          </Card>
          {preview.problems.count > 0 && preview.refusal === null && (
            <Select
              label="If some rows have problems"
              value={onProblem}
              onChange={(event) => set({ onProblem: event.target.value === "skip" ? "skip" : "abort" })}
            >
              <option value="abort">Import nothing while there are any</option>
              <option value="skip">Leave them out</option>
            </Select>
          )}
        </>
      )}
      <input type="hidden" name="workers" value={workers} />
      <input type="hidden" name="onProblem" value={onProblem} />
      {state.message && <Notice tone="danger">{state.message}</Notice>}
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy || !ready}>
          {busy ? "Starting …" : "Import"}
        </Button>
        {file === null && <p className="text-sm text-muted">Choose a table first.</p>}
        {preview !== null && preview.refusal === null && name.trim() === "" && (
          <p className="text-sm text-muted">It needs a name.</p>
        )}
      </div>
    </form>
  );
}
