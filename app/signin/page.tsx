import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "./form.tsx";
import { Mark } from "../_ui/mark.tsx";
import { homeOf } from "../_server/home.ts";
import { currentUser } from "../_server/session.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function Page() {
  const user = await currentUser();
  if (user) redirect(homeOf(user.role));
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="w-full max-w-sm">
        <div className="mb-8 flex flex-col items-center gap-3 text-center">
          <Mark size={44} />
          <h1>Tandem</h1>
          <p className="text-sm text-muted">People and machines label images together.</p>
        </div>
        <div className="rounded-card border border-line bg-surface p-6">
          <SignInForm />
        </div>
      </div>
    </main>
  );
}
