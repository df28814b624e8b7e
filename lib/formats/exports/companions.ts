import { croissant } from "#lib/formats/exports/croissant.ts";
import { dataCard } from "#lib/formats/exports/data-card.ts";
import { manifest, type WrittenExport } from "#lib/formats/exports/manifest.ts";

/** What lies beside the data of every export, written once that is whole. */
export const companions: readonly (readonly [
  name: string,
  mime: string,
  text: (written: WrittenExport) => string,
])[] = [
  ["README.md", "text/markdown; charset=utf-8", dataCard],
  ["croissant.json", "application/ld+json", croissant],
  ["manifest.json", "application/json", manifest],
];

export const companionNames: readonly string[] = companions.map(([name]) => name);
