import { ButtonLink } from "../../_ui/button.tsx";
import { Entrance } from "../../_ui/entrance.tsx";

/** A link to choose a password that opens nothing (any more); which of the reasons it is, is nobody’s business who has no good one. */
export default function NotFound() {
  return (
    <Entrance title="This link is no longer good">
      <div className="flex flex-col gap-4">
        <p className="text-sm text-pretty">
          It works once, and only for a while. Ask an admin for a new one.
        </p>
        <ButtonLink href="/signin">Sign in</ButtonLink>
      </div>
    </Entrance>
  );
}
