"use client";

import { useState } from "react";
import { inviteByLink } from "./invitation-actions.ts";
import { Button } from "../../_ui/button.tsx";
import { Field, Select } from "../../_ui/field.tsx";
import { LinkToCopy } from "../../_ui/link-to-copy.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { useForm } from "../../_ui/use-form.ts";
import { roles } from "#lib/domain.ts";

type Target = { id: number; name: string };

/**
 * Makes a link to enter by.
 * @param projects to which it may lead besides; with `only`, to that one and nothing else
 */
export function InviteForm({ projects = [], only }: { projects?: Target[]; only?: Target }) {
  const { state, busy, form } = useForm(inviteByLink);
  const [project, choose] = useState(only ? String(only.id) : "");
  const [done, setDone] = useState<typeof state | null>(null);
  const leave = () => setDone(state);
  const roleOptions = roles.map((role) => <option key={role}>{role}</option>);
  return (
    <form {...form} onInput={leave} className="flex flex-col gap-4">
      <div className="grid grid-cols-2 items-start gap-4 lg:grid-cols-5">
        {only ? (
          <>
            <input type="hidden" name="role" value="annotator" />
            <input type="hidden" name="project" value={project} />
          </>
        ) : (
          <>
            <Select
              label="Role of the account"
              name="role"
              defaultValue="annotator"
              problem={state.fields?.role}
            >
              {roleOptions}
            </Select>
            <Select
              label="Project (optional)"
              name="project"
              value={project}
              onChange={(event) => choose(event.target.value)}
            >
              <option value="">none in particular</option>
              {projects.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </>
        )}
        {project === "" ? (
          <input type="hidden" name="projectRole" value="annotator" />
        ) : (
          <Select label="Role in the project" name="projectRole" defaultValue="annotator">
            {roleOptions}
          </Select>
        )}
        <Field
          label="For people"
          name="uses"
          type="number"
          min={1}
          max={500}
          required
          defaultValue={1}
          problem={state.fields?.uses}
        />
        <Field
          label="For days"
          name="days"
          type="number"
          min={1}
          max={90}
          required
          defaultValue={7}
          problem={state.fields?.days}
        />
      </div>
      <Button type="submit" look="primary" className="self-start" disabled={busy}>
        Make a link
      </Button>
      {state.ok && state.link && state !== done && !busy && (
        <LinkToCopy key={state.link} message={state.message ?? ""} path={state.link} onDone={leave} />
      )}
      {!state.ok && state.message && !state.fields && <Notice tone="danger">{state.message}</Notice>}
    </form>
  );
}
