import { ButtonLink } from "./_ui/button.tsx";
import { Mark } from "./_ui/mark.tsx";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-4 p-6 text-center">
      <Mark size={40} />
      <h1>There is nothing here</h1>
      <p className="max-w-sm text-muted">The page does not exist, or it is not meant for your role.</p>
      <ButtonLink href="/">To the start</ButtonLink>
    </main>
  );
}
