import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { z } from "zod";
import { SignInForm } from "./form.tsx";
import { Entrance } from "../_ui/entrance.tsx";
import { Notice } from "../_ui/notice.tsx";
import { ServiceButtons } from "../_ui/service-buttons.tsx";
import { signInSentence } from "../_ui/sign-in-error.ts";
import { homeOf } from "../_server/home.ts";
import { invitationIn } from "../_server/invitation-path.ts";
import { services } from "../_server/single-sign-on.ts";
import { currentUser, highest } from "../_server/session.ts";

export const metadata: Metadata = { title: "Sign in" };

/** Only an invitation may be what comes after. */
const query = z.object({
  next: z
    .string()
    .refine((path) => invitationIn(path) !== null)
    .optional()
    .catch(undefined),
  /** why a sign-in through a service came to nothing */
  error: z.string().max(100).optional().catch(undefined),
});

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { next, error } = query.parse(await searchParams);
  const user = await currentUser();
  // who was connecting a service to their account is told there why it came to nothing
  if (user && error !== undefined) redirect(`/account?error=${encodeURIComponent(error)}`);
  if (user) redirect(next ?? homeOf(highest(user)));
  return (
    <Entrance
      title="Tandem"
      lead={next ? "Sign in to accept your invitation." : "People and machines label images together."}
    >
      {error !== undefined && (
        <div className="mb-5">
          <Notice tone="danger">{signInSentence(error)}</Notice>
        </div>
      )}
      <ServiceButtons services={services()} after={next ?? "/"} />
      <SignInForm />
    </Entrance>
  );
}
