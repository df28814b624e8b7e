"use client";

import { useState } from "react";
import { startUploadedImport } from "./actions.ts";
import { ColumnChoice } from "./column-choice.tsx";
import { PreviewPanel } from "./preview-panel.tsx";
import type { ImportChoice } from "./choice.ts";
import { SplitChoice } from "./split-choice.tsx";
import type { PreviewRequest } from "./preview-request.ts";
import { Button } from "../../_ui/button.tsx";
import { Card } from "../../_ui/card.tsx";
import { Field, Select, TextArea } from "../../_ui/field.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { Upload } from "../../_ui/upload.tsx";
import { useForm } from "../../_ui/use-form.ts";
import { usePreview } from "../../_ui/use-preview.ts";
import { importPreview } from "#lib/formats/import-preview.ts";
import { slugOf } from "#lib/formats/slug.ts";

export function ImportForm({
  into,
  start,
}: {
  into: { slug: string; name: string; classes: string[] } | null;
  start: ImportChoice;
}) {
  const { state, busy, form } = useForm(startUploadedImport);
  const [choice, setChoice] = useState(start);
  const [confirmed, setConfirmed] = useState<string | null>(null);
  const set = (change: Partial<ImportChoice>) => setChoice((before) => ({ ...before, ...change }));
  const { images, labels, split } = choice;

  const request: PreviewRequest | null = images && {
    into: into?.slug ?? null,
    images: images.upload,
    labels: labels?.upload ?? null,
    roles: labels && choice.roles,
    classes: into ? "" : choice.classes,
  };
  const files = images && `${images.upload} ${labels?.upload ?? ""}`;
  const { preview, problem, reading } = usePreview("/api/imports/preview", importPreview, request, files);
  const roles = labels && (choice.roles ?? preview?.roles ?? null);
  // A column that says the split decides it; otherwise the person does.
  const splitColumn = roles?.split ?? null;
  const splitKind = splitColumn !== null ? "column" : split.kind === "column" ? "fraction" : split.kind;
  const doubts = preview?.doubts.join("\n") ?? "";
  const ready =
    preview !== null && !reading && preview.refusal === null && (doubts === "" || confirmed === doubts);

  return (
    <form {...form} className="flex flex-col gap-6">
      <input type="hidden" name="into" value={into?.slug ?? ""} />
      <input type="hidden" name="images" value={images?.upload ?? ""} />
      <input type="hidden" name="imagesName" value={images?.fileName ?? ""} />
      <input type="hidden" name="labels" value={labels?.upload ?? ""} />
      <input type="hidden" name="labelsName" value={labels?.fileName ?? ""} />
      <input type="hidden" name="roles" value={JSON.stringify(roles)} />
      <input type="hidden" name="split" value={splitKind} />
      <input type="hidden" name="confirmed" value={confirmed ?? ""} />
      {!into && (
        <Card title="Project">
          <div className="grid gap-5 sm:grid-cols-2">
            <Field
              label="Name"
              name="name"
              required
              value={choice.name}
              onChange={(event) => set({ name: event.target.value })}
              problem={state.fields?.name}
            />
            <Field
              label="Short name"
              name="slug"
              required
              value={choice.slug ?? slugOf(choice.name)}
              onChange={(event) => set({ slug: event.target.value })}
              hint="Part of the address. It cannot be changed later."
              problem={state.fields?.slug}
            />
          </div>
        </Card>
      )}
      <Card title="Files">
        <div className="flex flex-col gap-5">
          <Upload
            kind="images"
            label="Pictures"
            accept=".zip,.tar,.tgz,.gz,.parquet,application/zip"
            hint="A zip or tar of JPEG, PNG or WebP pictures of any size, or a dataset as it is published: CIFAR, MNIST, Parquet, WebDataset."
            value={images}
            onChange={(file) => set({ images: file })}
          />
          <Upload
            kind="labels"
            label="Labels (optional)"
            accept=".csv,.tsv,.json,.jsonl,.ndjson,.parquet,.npy,.npz,.pt,.pkl,text/csv"
            hint="A table with one row per picture: CSV, JSON lines, Parquet, NumPy or PyTorch. Without one, the dataset’s own labels count, or the folders name the classes."
            value={labels}
            onChange={(file) =>
              // Without labels there is nothing to learn from yet: a split is for those who bring some.
              set({
                ...{ labels: file, roles: null },
                ...(!into && { split: { ...split, kind: file ? "fraction" : "none" } }),
              })
            }
          />
          {into ? (
            <p className="text-sm text-muted">
              The project keeps its {into.classes.length} classes: {into.classes.slice(0, 12).join(", ")}
              {into.classes.length > 12 && ", …"}
            </p>
          ) : (
            <TextArea
              label="Classes (optional)"
              name="classes"
              value={choice.classes}
              onChange={(event) => set({ classes: event.target.value })}
              hint={
                labels
                  ? "In the order of the answer buttons. Leave it empty to use those in the table, alphabetically."
                  : "One per line or separated by commas, in the order of the answer buttons. Needed when the pictures have no labels at all."
              }
              problem={state.fields?.classes}
            />
          )}
        </div>
      </Card>
      {images && problem !== null && <Notice tone="danger">{problem}</Notice>}
      {images && preview === null && problem === null && (
        <p role="status" className="text-sm text-muted">
          Reading the files …
        </p>
      )}
      {roles && preview && (
        <Card title="Columns">
          <ColumnChoice
            columns={preview.columns}
            roles={roles}
            onChange={(chosen) => set({ roles: chosen })}
          />
        </Card>
      )}
      <Card title="Options">
        <div className="flex flex-col gap-5">
          <SplitChoice
            column={splitColumn}
            own={preview?.ownSplit ?? null}
            value={{ ...split, kind: splitKind }}
            onChange={(chosen) =>
              set({
                split: chosen,
                ...(roles && chosen.kind !== "column" && { roles: { ...roles, split: null } }),
              })
            }
            problem={(field) => state.fields?.[field]}
          />
          {!into && !labels && (
            <p className="text-sm text-muted">
              Without a table of labels people can label every picture at once. A first model is trained by
              itself when there are enough labels; the project’s settings say how many.
            </p>
          )}
          <div className="grid gap-5 sm:grid-cols-2">
            <Field
              label="Training size, pixels"
              name="imageSize"
              type="number"
              min={8}
              max={512}
              required
              readOnly={into !== null}
              value={choice.imageSize}
              onChange={(event) => set({ imageSize: event.target.value })}
              hint="Pictures are resized for training only; people see the originals."
              problem={state.fields?.imageSize}
            />
            <Select
              label="If some rows have problems"
              name="onProblem"
              value={choice.onProblem}
              onChange={(event) => set({ onProblem: event.target.value })}
              hint="Either way they are listed with the reason."
            >
              <option value="skip">Import the others</option>
              <option value="abort">Import nothing</option>
            </Select>
          </div>
        </div>
      </Card>
      {images && preview && (
        <Card title="Preview" aside={reading ? "Reading …" : "Nothing is stored yet"}>
          <PreviewPanel
            preview={preview}
            images={images.upload}
            reading={reading}
            confirmed={confirmed === doubts}
            onConfirm={(yes) => setConfirmed(yes ? doubts : null)}
          />
        </Card>
      )}
      {state.message && <Notice tone="danger">{state.message}</Notice>}
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy || !ready}>
          {busy ? "Starting …" : "Import"}
        </Button>
        {images === null && <p className="text-sm text-muted">Choose the pictures first.</p>}
      </div>
    </form>
  );
}
