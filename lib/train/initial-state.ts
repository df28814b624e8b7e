import type { Network } from "#lib/backbones/backbone.ts";
import { randomSource } from "#lib/random.ts";
import type { Named, Values } from "#lib/tensor/executor.ts";
import { plainImages } from "#lib/train/batches.ts";
import { lengthAt, type Source } from "#lib/train/source.ts";
import { averageName, emaName, momentumName, weightName } from "#lib/train/state.ts";

/** How many numbers of normalised images data-dependent weights are computed from: 2,000 images of 32×32. */
const SAMPLE = 2000 * 32 * 32 * 3;

/**
 * Newly drawn weights, with momenta of zero and averages equal to the weights, for all networks.
 * @param draw how many restarts came before, so that each draws other weights
 * @param ema whether to keep the running averages that predict
 */
export function initialState(
  network: Network,
  nets: number,
  source: Source,
  rows: Int32Array,
  seed: number,
  draw: number,
  ema: boolean,
): Named<Values> {
  const sample = rows.slice(0, Math.max(1, Math.floor(SAMPLE / lengthAt(source, source.size))));
  const images = plainImages(source, sample);
  const state: Named<Values> = {};
  for (let net = 0; net < nets; net++) {
    const random = randomSource(seed, 0, net, draw);
    for (const [name, values] of Object.entries(network.initial({ unit: random.unit, images }))) {
      const { shape, data } = values;
      const parameter = network.parameters[name];
      const weight = weightName(net, name);
      state[weight] = values;
      if (parameter?.until === 0) continue;
      state[averageName(weight)] = { shape, data: data.slice() };
      if (ema) state[emaName(weight)] = { shape, data: data.slice() };
      if (parameter) state[momentumName(weight)] = { shape, data: new Float32Array(data.length) };
    }
  }
  return state;
}
