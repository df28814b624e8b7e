import type { ReactNode } from "react";
import { pageOf } from "./asked.ts";
import { Button, ButtonLink } from "../../_ui/button.tsx";
import { Select } from "../../_ui/field.tsx";
import type { User } from "#db/schema.ts";

/** A plain form that asks for the page anew: it works before any script has loaded. */
export function LogFilterForm<Kind extends string>({
  path,
  people,
  kinds,
  given,
  children,
}: {
  /** of the page that lists the log */
  path: string;
  people: readonly Pick<User, "id" | "displayName">[];
  /** what a kind is called */
  kinds: Readonly<Record<Kind, string>>;
  /** what the page is narrowed to */
  given: Readonly<{ person: number | undefined; kind: Kind | undefined; day?: string | undefined }>;
  /** more fields */
  children?: ReactNode;
}) {
  const narrowed = Object.values(given).some((value) => value !== undefined);
  return (
    // Its fields are the browser's own: the key makes them anew where a link narrowed the page.
    <form
      key={pageOf(path, given)}
      action={path}
      className="mb-6 flex flex-col gap-4 sm:flex-row sm:flex-wrap sm:items-end [&>*]:sm:max-w-64 [&>*]:sm:flex-1"
    >
      <Select label="Person" name="person" defaultValue={given.person ?? ""}>
        <option value="">Everybody</option>
        {people.map(({ id, displayName }) => (
          <option key={id} value={id}>
            {displayName}
          </option>
        ))}
      </Select>
      <Select label="Kind" name="kind" defaultValue={given.kind ?? ""}>
        <option value="">Everything</option>
        {Object.entries<string>(kinds).map(([kind, name]) => (
          <option key={kind} value={kind}>
            {name}
          </option>
        ))}
      </Select>
      {children}
      <div className="flex gap-2">
        <Button type="submit">Show</Button>
        {narrowed && (
          <ButtonLink look="quiet" href={path} className="whitespace-nowrap">
            Show everything
          </ButtonLink>
        )}
      </div>
    </form>
  );
}
