"use client";

import { useState } from "react";
import { z } from "zod";
import { startUploadedImport } from "./actions.ts";
import { ColumnChoice, type Columns, guessColumns } from "./column-choice.tsx";
import { SplitChoice, type SplitValues } from "./split-choice.tsx";
import { Button } from "../../_ui/button.tsx";
import { Card } from "../../_ui/card.tsx";
import { Field, Select } from "../../_ui/field.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { Upload, type Uploaded } from "../../_ui/upload.tsx";
import { useForm } from "../../_ui/use-form.ts";

const heading = z.object({ columns: z.array(z.string()) });
const refused = z.object({ message: z.string() });

const slugOf = (name: string) =>
  name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);

export function ImportForm({ into }: { into: { slug: string; name: string; imageSize: number } | null }) {
  const { state, busy, form } = useForm(startUploadedImport);
  const [name, setName] = useState("");
  const [slug, setSlug] = useState<string | null>(null);
  const [images, setImages] = useState<Uploaded | null>(null);
  const [labels, setLabels] = useState<Uploaded | null>(null);
  const [columns, setColumns] = useState<string[]>([]);
  const [columnProblem, setColumnProblem] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Columns>({ file: "", gold: "", humans: [] });
  const [split, setSplit] = useState<SplitValues>({
    kind: into ? "none" : "fraction",
    train: "",
    test: "20",
    seed: "1",
    column: "",
  });
  const [imageSize, setImageSize] = useState(String(into?.imageSize ?? 32));
  const [onProblem, setOnProblem] = useState("skip");

  const takeLabels = async (file: Uploaded | null) => {
    setLabels(file);
    setColumns([]);
    setColumnProblem(null);
    if (!file) return;
    const reply = await fetch(`/api/uploads/${file.upload}`).catch(() => null);
    const json: unknown = await reply?.json().catch(() => null);
    const read = heading.safeParse(json);
    if (read.success) {
      setColumns(read.data.columns);
      setChosen(guessColumns(read.data.columns));
    } else {
      const said = refused.safeParse(json);
      setColumnProblem(said.success ? said.data.message : "The table could not be read.");
    }
  };

  return (
    <form {...form} className="flex flex-col gap-6">
      <input type="hidden" name="into" value={into?.slug ?? "new"} />
      <input type="hidden" name="images" value={images?.upload ?? ""} />
      <input type="hidden" name="imagesName" value={images?.fileName ?? ""} />
      <input type="hidden" name="labels" value={columnProblem ? "" : (labels?.upload ?? "")} />
      <input type="hidden" name="labelsName" value={labels?.fileName ?? ""} />
      {into ? (
        <>
          <input type="hidden" name="name" value={into.name} />
          <input type="hidden" name="slug" value={into.slug} />
        </>
      ) : (
        <Card title="Project">
          <div className="grid gap-5 sm:grid-cols-2">
            <Field
              label="Name"
              name="name"
              required
              value={name}
              onChange={(event) => setName(event.target.value)}
              problem={state.fields?.name}
            />
            <Field
              label="Short name"
              name="slug"
              required
              value={slug ?? slugOf(name)}
              onChange={(event) => setSlug(event.target.value)}
              hint="Part of the address; stays as it is."
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
            accept=".zip,application/zip"
            hint="A zip of JPEG, PNG or WebP pictures of any size."
            onStored={setImages}
          />
          <Upload
            kind="labels"
            label="Labels (optional)"
            accept=".csv,.tsv,text/csv"
            hint="A CSV table, one row a picture. Without it the folders in the zip name the classes."
            onStored={(file) => void takeLabels(file)}
          />
          {columnProblem && <Notice tone="danger">{columnProblem}</Notice>}
        </div>
      </Card>
      {columns.length > 0 && (
        <Card title="Columns">
          <ColumnChoice columns={columns} value={chosen} onChange={setChosen} />
        </Card>
      )}
      <input type="hidden" name="file" value={chosen.file} />
      <input type="hidden" name="gold" value={chosen.gold} />
      <input type="hidden" name="humans" value={JSON.stringify(chosen.humans)} />
      <Card title="Use">
        <div className="flex flex-col gap-5">
          <SplitChoice columns={columns} value={split} onChange={setSplit} />
          <div className="grid gap-5 sm:grid-cols-2">
            <Field
              label="Training size, pixels"
              name="imageSize"
              type="number"
              min={8}
              max={512}
              required
              readOnly={into !== null}
              value={imageSize}
              onChange={(event) => setImageSize(event.target.value)}
              hint="Pictures are resized for training only; people see the originals."
              problem={state.fields?.imageSize}
            />
            <Select
              label="When rows are bad"
              name="onProblem"
              value={onProblem}
              onChange={(event) => setOnProblem(event.target.value)}
              hint="They are listed with row and reason either way."
            >
              <option value="skip">keep the good ones</option>
              <option value="abort">keep nothing</option>
            </Select>
          </div>
        </div>
      </Card>
      {state.message && <Notice tone="danger">{state.message}</Notice>}
      <Button type="submit" look="primary" className="self-start" disabled={busy || images === null}>
        {busy ? "Starting …" : "Import"}
      </Button>
    </form>
  );
}
