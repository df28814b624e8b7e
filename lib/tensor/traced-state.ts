import type { Tensor } from "onnxruntime-node";
import { entry, mapValues, type Named, type Values } from "#lib/tensor/executor.ts";

/** The state of a traced session: in the processor's memory, or in the card's, where it stays between steps. */

/** A tensor that shares the values' memory. */
export type ToTensor = (values: Values) => Tensor;

export type TracedState = {
  location: Tensor.DataLocation;
  /** what to feed */
  current(name: string, tensor: ToTensor): Tensor;
  /** where to write the next value; null lets onnxruntime allocate it */
  target(name: string, tensor: ToTensor): Tensor | null;
  /** makes what was written current */
  replace(name: string, next: Tensor): void;
  /** a copy; null where only a graph can read it */
  read: (() => Named<Values>) | null;
  write(values: Named<Values>): void;
  close(): void;
};

/** Each tensor and a second buffer for its next value, swapped after a step. */
export function hostState(initial: Named<Values>): TracedState {
  const current = mapValues(initial, copyOf);
  const spare = mapValues(initial, copyOf);
  return {
    location: "cpu",
    current: (name, tensor) => tensor(entry(current, name)),
    target: (name, tensor) => tensor(entry(spare, name)),
    replace(name) {
      [current[name], spare[name]] = [entry(spare, name), entry(current, name)];
    },
    read: () => mapValues(current, copyOf),
    write(values) {
      for (const [name, { data }] of Object.entries(values)) entry(current, name).data.set(data);
    },
    close() {},
  };
}

/** Values until the first step has read them, then the card's own buffers, one after the other. */
export function cardState(initial: Named<Values>): TracedState {
  const held: Named<Values | Tensor> = mapValues(initial, copyOf);
  const hold = (name: string, next: Values | Tensor) => {
    const before = entry(held, name);
    if (!isValues(before)) before.dispose();
    held[name] = next;
  };
  return {
    location: "gpu-buffer",
    current(name, tensor) {
      const value = entry(held, name);
      return isValues(value) ? tensor(value) : value;
    },
    target: () => null,
    replace: hold,
    read: null,
    write(values) {
      for (const [name, value] of Object.entries(values)) hold(name, copyOf(value));
    },
    close() {
      for (const value of Object.values(held)) if (!isValues(value)) value.dispose();
    },
  };
}

const copyOf = ({ shape, data }: Values) => ({ shape, data: data.slice() });
const isValues = (value: Values | Tensor): value is Values => !("dims" in value);
