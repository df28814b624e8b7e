import type { Memory } from "#lib/methods/method.ts";
import { mapValues, type Named, type Values } from "#lib/tensor/executor.ts";

/**
 * The names of a training's tensors; no other file knows how they are put together.
 *   <net>/<name>                        a network's parameters and running statistics, its "weights"
 *   momentum/<net>/<name>, average/…    what the optimiser and the lookahead keep of each of them
 *   ema/<net>/<name>                    the running average of each of them that predicts, where one is kept
 *   best/<net>/<name>, memory/<name>    in checkpoints only: the chosen epoch's weights, the method's memory
 */

export const weightName = (net: number, name: string): string => `${net}/${name}`;
export const momentumName = (weight: string): string => `momentum/${weight}`;
export const averageName = (weight: string): string => `average/${weight}`;

export const emaName = (weight: string): string => `ema/${weight}`;

/** What the network itself calls a weight. */
export const nameInNetwork = (weight: string): string => weight.slice(weight.indexOf("/") + 1);

/** What lies under a prefix, by the rest of its name. */
function under<T>(tensors: Named<T>, prefix: string): Named<T> {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

const prefixed = <T>(tensors: Named<T>, prefix: string): Named<T> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));

/** One network's weights, by the names that the network gives them. */
export const ofNetwork = <T>(state: Named<T>, net: number): Named<T> => under(state, `${net}/`);

/** The weights of all networks, without momenta and averages. */
export const weightsOnly = <T>(state: Named<T>): Named<T> =>
  Object.fromEntries(Object.entries(state).filter(([name]) => /^\d+\//.test(name)));

/** The weights that predict: their running averages where those are kept. */
export const predictingWeights = <T>(state: Named<T>): Named<T> => ({
  ...weightsOnly(state),
  ...under(state, "ema/"),
});

/** The weights that the lookahead keeps an average of, and those whose running average predicts. */
export const averagedWeights = (state: Named<unknown>): string[] => Object.keys(under(state, "average/"));
export const emaWeights = (state: Named<unknown>): string[] => Object.keys(under(state, "ema/"));

/** A checkpoint's tensors, sorted out. */
export type TrainingState = {
  /** weights, momenta, averages and running averages */
  state: Named<Values>;
  /** weights of the best epoch so far; empty while none is chosen */
  best: Named<Values>;
  memory: Memory;
};

export function separated(tensors: Named<Values>): TrainingState {
  const best = under(tensors, "best/");
  const memory = mapValues(under(tensors, "memory/"), ({ data }) => data);
  const state = Object.entries(tensors).filter(([name]) => !/^(best|memory)\//.test(name));
  return { state: Object.fromEntries(state), best, memory };
}

/** The inverse of separated(). */
export function together({ state, best, memory }: TrainingState): Named<Values> {
  const remembered = mapValues(memory, (data) => ({ shape: [data.length], data }));
  return { ...state, ...prefixed(best, "best/"), ...prefixed(remembered, "memory/") };
}
