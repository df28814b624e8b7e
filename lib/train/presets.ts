import type { BackboneId } from "#lib/backbones/index.ts";
import { type TrainingOptions, withoutPictures } from "#lib/train/options.ts";

/** Options that go together, by a name. What is chosen beside a preset wins over it. */
export type Preset = {
  id: string;
  name: string;
  /** what it is for, in a sentence */
  about: string;
  options: TrainingOptions;
  /** options of a network, where it is the one that learns */
  networks: Partial<Record<BackboneId, unknown>>;
};

/** All presets; the first one is the defaults. A new one is an entry here. */
export const presets: readonly Preset[] = [
  {
    id: "short",
    name: "Short",
    about: "Twelve epochs of a narrow network: it ends before wrong labels are memorised.",
    options: {},
    networks: {},
  },
  {
    id: "long",
    name: "Long",
    about:
      "Forty epochs, of the quick network a wide one, on pictures shifted further and with holes; averaged weights predict. Ten times the work.",
    options: { epochs: 40, translate: 4, cutout: 12, earlyShare: 0.25, ema: 0.08 },
    networks: { quick: { widths: [64, 256, 256] } },
  },
];

/**
 * What a preset chooses for a training.
 * @param features whether it learns from features: what varies pictures is then left out
 * @returns null where there is no preset of that name
 */
export function presetOptions(
  id: string,
  backbone: string,
  features: boolean,
): Record<string, unknown> | null {
  const preset = presets.find((each) => each.id === id);
  if (!preset) return null;
  const chosen = Object.entries(preset.options).filter(([name]) => !features || !(name in withoutPictures));
  const own = Object.entries(preset.networks).find(([name]) => name === backbone)?.[1];
  return { ...Object.fromEntries(chosen), ...(own !== undefined && { backboneOptions: own }) };
}
