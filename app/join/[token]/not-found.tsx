import { ButtonLink } from "../../_ui/button.tsx";
import { Entrance } from "../../_ui/entrance.tsx";

/** An invitation that opens nothing (any more); which of the reasons it is, is nobody’s business who has no good one. */
export default function NotFound() {
  return (
    <Entrance title="This invitation is no longer good">
      <div className="flex flex-col gap-4">
        <p className="text-sm text-pretty">
          It has run out, was used up or was withdrawn. Ask whoever sent it for a new one.
        </p>
        <ButtonLink href="/signin">Sign in</ButtonLink>
      </div>
    </Entrance>
  );
}
