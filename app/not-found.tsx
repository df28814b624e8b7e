import { ButtonLink } from "./_ui/button.tsx";
import { Mark } from "./_ui/mark.tsx";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-4 p-6 text-center">
      <Mark size={40} />
      <h1>Page not found</h1>
      <p className="max-w-sm text-muted">This page does not exist, or your role has no access to it.</p>
      <ButtonLink href="/">Go to the start page</ButtonLink>
    </main>
  );
}
