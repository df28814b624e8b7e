import { type Asked, pageOf } from "./asked.ts";
import { Button, ButtonLink } from "../../_ui/button.tsx";
import { Select } from "../../_ui/field.tsx";
import type { User } from "#db/schema.ts";
import { type AuditKind, auditKinds } from "#lib/domain.ts";

const kinds: Record<AuditKind, string> = {
  "sign-in": "Signing in and out",
  session: "Sessions ended",
  person: "People and passwords",
  project: "Projects",
};

/** A plain form that asks for the page anew: it works before any script has loaded. */
export function AuditFilterForm({
  people,
  person,
  kind,
}: { people: Pick<User, "id" | "displayName">[] } & Pick<Asked, "person" | "kind">) {
  return (
    // Its fields are the browser's own: the key makes them anew where a link narrowed the page.
    <form
      key={pageOf({ person, kind })}
      action="/admin/audit"
      className="mb-6 grid grid-cols-1 items-end gap-4 sm:grid-cols-[minmax(0,16rem)_minmax(0,16rem)_auto]"
    >
      <Select label="Person" name="person" defaultValue={person ?? ""}>
        <option value="">Everybody</option>
        {people.map(({ id, displayName }) => (
          <option key={id} value={id}>
            {displayName}
          </option>
        ))}
      </Select>
      <Select label="Kind" name="kind" defaultValue={kind ?? ""}>
        <option value="">Everything</option>
        {auditKinds.map((each) => (
          <option key={each} value={each}>
            {kinds[each]}
          </option>
        ))}
      </Select>
      <div className="flex gap-2">
        <Button type="submit">Show</Button>
        {(person !== undefined || kind !== undefined) && (
          <ButtonLink look="quiet" href="/admin/audit">
            Show everything
          </ButtonLink>
        )}
      </div>
    </form>
  );
}
