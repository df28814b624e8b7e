import { expect, test } from "vitest";
import { backbones } from "#lib/backbones/index.ts";
import { optionsProblem } from "#lib/train/check-options.ts";
import { presetOptions, presets } from "#lib/train/presets.ts";

test("every preset suits every network, on pictures and on features", () => {
  for (const { id } of presets)
    for (const { id: backbone, sees } of backbones) {
      const features = sees === "features";
      const options = { ...presetOptions(id, backbone, features), backbone };
      const shape = { size: features ? 1 : 32, classes: 10, width: features ? 64 : null };
      expect(optionsProblem(options, shape), `${id} on ${backbone}`).toBeNull();
    }
  expect(presetOptions("longer", "quick", false)).toBeNull();
});
