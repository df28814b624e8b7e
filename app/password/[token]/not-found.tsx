import { ButtonLink } from "../../_ui/button.tsx";
import { Entrance } from "../../_ui/entrance.tsx";

export default function NotFound() {
  return (
    <Entrance title="This link is no longer good">
      <div className="flex flex-col gap-4 text-sm">
        <p>It works once, and not for ever. Ask an admin for a new one.</p>
        <ButtonLink href="/signin">Sign in</ButtonLink>
      </div>
    </Entrance>
  );
}
