import type { InputShape, Network } from "#lib/backbones/backbone.ts";
import { backbones } from "#lib/backbones/index.ts";
import { methods } from "#lib/methods/index.ts";
import type { Method } from "#lib/methods/method.ts";
import type { Named, Values } from "#lib/tensor/executor.ts";
import { trainingOptions, type Settings, withoutPictures } from "#lib/train/options.ts";

/** A network with its weights, ready to predict. */
export type Model = {
  network: Network;
  method: Pick<Method, "nets" | "infer">;
  weights: Named<Values>;
  /** logits are divided by it: above 1 lowers the confidences (temperature.ts) */
  temperature?: number;
};

export type ModelParts = {
  options: Settings;
  method: Method;
  network: Network;
  /** the same network for images of another side */
  networkOf: (size: number) => Network;
};

/**
 * What options name: the method and the network, built.
 * @throws ZodError when the options do not fit; RangeError for images that the network cannot take
 */
export function modelParts(raw: unknown, input: InputShape): ModelParts {
  const given = trainingOptions.parse(raw);
  const options = (input.width ?? null) === null ? given : { ...given, ...withoutPictures };
  const backbone = called(backbones, options.backbone);
  const method = called<Method>(methods, options.method);
  const networkOf = (size: number) => backbone.build(options.backboneOptions, { ...input, size });
  return { options, method, network: networkOf(input.size), networkOf };
}

/** @throws RangeError when there is none of that name */
function called<T extends { id: string }>(registry: readonly T[], id: string): T {
  const found = registry.find((each) => each.id === id);
  if (!found) throw new RangeError(`There is no “${id}” here.`);
  return found;
}
