import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { ChoosePassword } from "./form.tsx";
import { Entrance } from "../../_ui/entrance.tsx";
import { personOfLink, told } from "../../_server/links.ts";

export const metadata: Metadata = { title: "Choose a password" };

export default async function Page({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const asked = await headers();
  const { found: person, refusal } = told(() => personOfLink(token, asked));
  if (refusal !== null)
    return (
      <Entrance title="One moment, please">
        <p className="text-sm">{refusal}</p>
      </Entrance>
    );
  if (!person) notFound();
  return (
    <Entrance title={`Welcome, ${person.displayName}`} lead="Choose a password, and you are in.">
      <ChoosePassword token={token} name={person.name} />
    </Entrance>
  );
}
