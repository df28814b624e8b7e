"use client";

import { useState } from "react";
import { archive, deleteForGood } from "../actions-end.ts";
import { ActionButton } from "../../../../_ui/action-button.tsx";
import { Button } from "../../../../_ui/button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { Field } from "../../../../_ui/field.tsx";
import { useForm } from "../../../../_ui/use-form.ts";

type Of = { id: number; name: string };

/** Out of sight, and back at any time. */
export function ArchiveCard({ project }: { project: Of }) {
  return (
    <Card title="Archive">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p className="max-w-prose text-sm text-muted">
          An archived project is out of everybody’s sight, and nothing in it changes. It can be brought back
          from the list of projects at any time.
        </p>
        <ActionButton
          action={archive}
          fields={{ project: project.id }}
          confirm={{
            title: `Archive ${project.name}?`,
            text: "People are handed no more pictures, and nobody sees the project until it is brought back.",
            yes: "Archive it",
          }}
        >
          Archive the project
        </ActionButton>
      </div>
    </Card>
  );
}

/** For good, and only by typing the name. */
export function DeleteCard({ project }: { project: Of }) {
  const { state, busy, form } = useForm(deleteForGood);
  const [typed, setTyped] = useState("");
  return (
    <Card title="Delete">
      <p className="max-w-prose text-sm text-muted">
        Everything goes, for good: pictures that no other project has, answers, runs and their models,
        features, uploads. Training that is under way is stopped. Other projects keep all they have. An export
        or a backup made before is the only way back.
      </p>
      <form {...form} className="mt-4 flex max-w-md flex-col gap-4">
        <input type="hidden" name="project" value={project.id} />
        <Field
          label={`Type “${project.name}” to delete it`}
          name="typed"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          problem={state.message && !state.ok ? state.message : undefined}
        />
        <div>
          <Button type="submit" look="danger" disabled={busy || typed.trim() !== project.name}>
            Delete the project
          </Button>
        </div>
      </form>
    </Card>
  );
}
