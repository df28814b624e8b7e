import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { z } from "zod";
import { Connections } from "./connections.tsx";
import { Devices } from "./devices.tsx";
import { PasswordForm } from "./password-form.tsx";
import { Tokens } from "./tokens.tsx";
import { Card } from "../_ui/card.tsx";
import { PageHeader } from "../_ui/page-header.tsx";
import { Shell } from "../_ui/shell.tsx";
import { signInSentence } from "../_ui/sign-in-error.ts";
import { ThemeChoice } from "../_ui/theme-choice.tsx";
import { now } from "../_server/clock.ts";
import { db } from "../_server/database.ts";
import { currentSession } from "../_server/session.ts";
import { services } from "../_server/single-sign-on.ts";
import { listTokens } from "#db/people/api-tokens.ts";
import { identitiesOf } from "#db/people/identities.ts";
import { placesOf } from "#db/people/members.ts";
import { noPassword } from "#db/people/password.ts";
import { listSessions } from "#db/people/sessions.ts";

export const metadata: Metadata = { title: "Account" };

const query = z.object({ error: z.string().max(100).optional().catch(undefined) });

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { error } = query.parse(await searchParams);
  // Not requireUser(): who must choose a password first is sent here.
  const session = await currentSession();
  if (!session) redirect("/signin");
  const { user } = session;
  const first = user.mustChangePassword;
  return (
    <Shell user={user}>
      <div className="mx-auto max-w-lg">
        <PageHeader
          title={first ? "Choose a password" : "Account"}
          lead={
            first
              ? "You signed in with a one-time password. Choose your own to continue."
              : `${user.displayName}, signed in as ${user.name} (${user.role})`
          }
        />
        <div className="flex flex-col gap-6">
          <Card title={first ? undefined : "Password"}>
            <PasswordForm name={user.name} first={first} />
          </Card>
          {!first && (
            <>
              <Connections
                services={services()}
                connected={identitiesOf(db(), user.id)}
                hasPassword={user.passwordHash !== noPassword}
                problem={error === undefined ? null : signInSentence(error)}
              />
              <Devices sessions={listSessions(db(), user.id, now())} mine={session.id} />
              <Tokens
                tokens={listTokens(db(), user.id, now())}
                projects={placesOf(db(), user).map(({ project: { id, name } }) => ({ id, name }))}
                hasPassword={user.passwordHash !== noPassword}
              />
              <Card>
                <ThemeChoice />
              </Card>
            </>
          )}
        </div>
      </div>
    </Shell>
  );
}
