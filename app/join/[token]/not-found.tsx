import { ButtonLink } from "../../_ui/button.tsx";
import { Entrance } from "../../_ui/entrance.tsx";

export default function NotFound() {
  return (
    <Entrance title="This invitation is no longer good">
      <div className="flex flex-col gap-4 text-sm">
        <p>
          It has run out, was used by everybody it was for, or was taken back. Ask whoever sent it for a new
          one.
        </p>
        <ButtonLink href="/signin">I have an account</ButtonLink>
      </div>
    </Entrance>
  );
}
