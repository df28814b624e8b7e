"use client";

import { Button } from "./_ui/button.tsx";

export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  return (
    <main className="grid min-h-[60dvh] place-content-center justify-items-center gap-4 p-6 text-center">
      <h1>Something went wrong</h1>
      <p className="max-w-sm text-muted">Nothing you saved is lost. The server’s log has the details.</p>
      <Button onClick={reset}>Try again</Button>
    </main>
  );
}
