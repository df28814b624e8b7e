import Link from "next/link";
import type { About } from "#db/views/activity.ts";

/** The page of what an entry is about, and what to call it. */
function pageOf(slug: string, about: About): readonly [href: string, name: string] {
  switch (about.kind) {
    case "run":
      return [`/admin/projects/${slug}/runs/${about.id}`, "The run"];
    case "import":
      return [`/admin/imports/${about.id}`, "The import"];
    case "item":
      return [`/research/${slug}/items/${about.id}`, "The picture"];
    case "person":
      return [`/research/${slug}/people/${about.rater}`, "Their work"];
    case "export":
      return [`/research/${slug}/exports`, "Exports"];
    case "items":
      return [`/research/${slug}/items${about.search === "" ? "" : `?${about.search}`}`, "The filter"];
  }
}

export function AboutLink({ slug, about }: { slug: string; about: About }) {
  const [href, name] = pageOf(slug, about);
  return (
    <Link href={href} className="whitespace-nowrap underline underline-offset-4">
      {name}
    </Link>
  );
}
