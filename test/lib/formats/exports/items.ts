import type {
  DatasetSource,
  ExportedItem,
  ExportedJudgment,
  ExportFacts,
} from "#lib/formats/exports/dataset.ts";

/** Made-up items for the encoders, and what stands around them. */

export const classes = ["cat", "dog", "=bird"];

export const facts = (given: Partial<ExportFacts> = {}): ExportFacts => ({
  project: {
    ...{ slug: "pets", name: "Pets", description: "Pets & birds", classes, synthetic: false },
    descriptions: ["", "", ""],
  },
  ...{ tandem: "0.0.0 test", at: Date.UTC(2026, 10, 27), address: "https://example.org/research/pets" },
  ...{ licence: "CC-BY-4.0", names: false, selection: null, items: 3, cursor: 9, policy: "P+L", eta: 0.5 },
  ...{ fit: null, run: null, known: null, asked: { overlap: 1, auditRate: 0.05 } },
  ...given,
});

export const judgment = (given: Partial<ExportedJudgment> = {}): ExportedJudgment => ({
  ...{
    rater: "human1",
    raterSource: "column",
    outcome: "label",
    label: "cat",
    current: true,
    setAside: false,
  },
  ...{ responseMs: null, visibleMs: null, hiddenCount: null, input: null, quality: null, reason: null },
  ...{ batch: null, batchAnswers: null, batchMs: null },
  ...{ inclusion: null, late: null, servedAt: null, receivedAt: 0 },
  ...given,
});

export const item = (given: Partial<ExportedItem> = {}): ExportedItem => ({
  ...{ project: "pets", item: "a.png", ordinal: 0, sha256: "00", split: "test", gold: "cat" },
  ...{ goldSource: "data", review: null, machine: { run: "run", label: "dog", confidence: 0.5 }, eta: 0.6 },
  ...{ deferred: true, tags: [], flags: [], judgments: [] },
  team: { label: "cat", source: "people", belief: 1, policy: "threshold", fit: null },
  ...given,
});

/** Their pictures are their hashes as bytes. */
export const sourceOf = (
  items: readonly ExportedItem[],
  given: Partial<ExportFacts> = {},
): DatasetSource => ({
  facts: facts({ items: items.length, ...given }),
  // two at a time, and an empty page between
  pages: items.flatMap((_, i) => (i % 2 === 0 ? [items.slice(i, i + 2), []] : [])),
  picture: (hash) => Promise.resolve({ bytes: Buffer.from(hash), mime: "image/png", width: 4, height: 3 }),
});
