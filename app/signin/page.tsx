import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { z } from "zod";
import { SignInForm } from "./form.tsx";
import { Entrance } from "../_ui/entrance.tsx";
import { homeOf } from "../_server/home.ts";
import { currentUser, highest } from "../_server/session.ts";

export const metadata: Metadata = { title: "Sign in" };

/** Only an invitation may be what comes after. */
const query = z.object({
  next: z
    .string()
    .regex(/^\/join\/[A-Za-z0-9_-]{43}$/)
    .optional()
    .catch(undefined),
});

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { next } = query.parse(await searchParams);
  const user = await currentUser();
  if (user) redirect(next ?? homeOf(highest(user)));
  return (
    <Entrance
      title="Tandem"
      lead={next ? "Sign in to accept your invitation." : "People and machines label images together."}
    >
      <SignInForm />
    </Entrance>
  );
}
