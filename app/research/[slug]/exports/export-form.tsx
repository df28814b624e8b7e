"use client";

import { useState } from "react";
import { Button } from "../../../_ui/button.tsx";
import { Field, Select } from "../../../_ui/field.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { sendJson } from "../../../_ui/send-json.ts";
import { useForm } from "../../../_ui/use-form.ts";

export type FormatChoice = { id: string; name: string; about: string };
/** As the handler takes it. */
export type Selected = { only: string } | { items: number[] } | null;

/** Asks for a dataset as files. Where it is shown, the list of exports follows by itself. */
export function ExportForm({
  slug,
  formats,
  selected,
  mayName,
  licence,
}: {
  slug: string;
  formats: readonly FormatChoice[];
  selected: Selected;
  /** may ask for people's names */
  mayName: boolean;
  /** of the newest export, as it is the project's most likely */
  licence: string;
}) {
  const [format, setFormat] = useState(formats[0]?.id ?? "");
  const { state, busy, form } = useForm(async (_, data) => {
    const asked = await sendJson(`/api/export/${encodeURIComponent(slug)}`, {
      ...{ format, licence: data.get("licence"), names: data.get("names") === "on" },
      ...selected,
    });
    return asked.ok ? { ok: true, message: "It is being written; it appears in the list." } : asked;
  });
  return (
    <form {...form} className="flex flex-col gap-4">
      <Select
        label="Format"
        name="format"
        value={format}
        onChange={({ target }) => setFormat(target.value)}
        hint={formats.find(({ id }) => id === format)?.about}
        problem={state.fields?.format}
      >
        {formats.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Field
        label="Licence"
        name="licence"
        defaultValue={licence}
        maxLength={300}
        placeholder="CC-BY-4.0"
        hint="For the data card: an SPDX identifier, an address or a sentence. Empty: none is stated."
        problem={state.fields?.licence}
      />
      {mayName && (
        <label className="flex min-h-11 items-center gap-3 text-sm sm:min-h-9">
          <input type="checkbox" name="names" className="size-4 accent-accent" />
          With people’s sign-in names; else they are numbered
        </label>
      )}
      {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      <div>
        <Button type="submit" look="primary" disabled={busy}>
          Export
        </Button>
      </div>
    </form>
  );
}
