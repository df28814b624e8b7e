import * as tf from "@tensorflow/tfjs";
import { at } from "#lib/array.ts";
import { onBackend } from "#lib/tensor/backend.ts";
import { mapValues, type Named, type Program } from "#lib/tensor/executor.ts";
import type { Node, Recorded } from "#lib/tensor/node.ts";
import { shapeRules, type ShapeRule } from "#lib/tensor/shapes.ts";

/**
 * A tfjs backend that computes nothing: each kernel records how it was called and returns a tensor
 * that has a shape but no values. Running a program on it once therefore records the whole
 * computation, gradients included, because tfjs differentiates on top of the kernels.
 */

export type Recording = {
  inputs: Named<Recorded>;
  state: Named<Recorded>;
  outputs: Named<Recorded>;
  nextState: Named<Recorded>;
};

const BACKEND = "trace";
const dataOf = new WeakMap<object, Recorded>();

class Recorder extends tf.KernelBackend {
  // tfjs calls these for every tensor; nothing is ever stored, so nothing is counted or freed.
  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object {
    if (Array.isArray(values)) throw new Error("A traced program may only use numbers.");
    return remember({ kind: "constant", shape, dtype, values: Float32Array.from(values) });
  }
  override readSync(): never {
    throw new Error("A traced program may not read values: they do not exist yet.");
  }
  override read(): never {
    return this.readSync();
  }
  override numDataIds(): number {
    return 0;
  }
  override incRef(): void {}
  decRef(): void {}
  override refCount(): number {
    return 1;
  }
  override disposeData(): boolean {
    return true;
  }
  override timerAvailable(): boolean {
    return false;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override floatPrecision(): 16 | 32 {
    return 32;
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
}

/** A new tfjs data id for a record. */
function remember(record: Recorded): object {
  const id = {};
  dataOf.set(id, record);
  return id;
}

const recordOf = (info: tf.TensorInfo): Recorded => {
  const record = dataOf.get(info.dataId);
  if (!record) throw new Error("A traced program used a tensor that was created outside it.");
  return record;
};

function register(kernelName: string, rule: ShapeRule): void {
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs }) => {
      const operands = Object.entries(inputs).flatMap(([name, info]) =>
        info ? [[name, recordOf(info)] as const] : [],
      );
      // some kernels take an array where others take named inputs
      const listed = Array.isArray(inputs);
      const node: Node = {
        kernel: kernelName,
        inputs: listed ? {} : Object.fromEntries(operands),
        list: listed ? operands.map(([, record]) => record) : [],
        attrs: attrs ?? {},
        outputs: [],
      };
      const infos = rule(node).map(({ shape, dtype = "float32" }, index) => {
        const record: Recorded = { kind: "result", node, index, shape: [...shape], dtype };
        node.outputs.push(record);
        return { dataId: remember(record), shape: record.shape, dtype };
      });
      return infos.length === 1 ? at(infos, 0) : infos;
    },
  });
}

let registered = false;
function registerOnce(): void {
  if (registered) return;
  registered = true;
  tf.registerBackend(BACKEND, () => new Recorder());
  for (const [kernel, rule] of Object.entries(shapeRules)) register(kernel, rule);
}

/**
 * Runs `program` once on the recording backend.
 * @param state shapes of the state tensors
 * @throws Error naming the kernel when the program uses one that has no rule in shapes.ts
 */
export function record(program: Program, state: Named<readonly number[]>): Recording {
  registerOnce();
  return onBackend(BACKEND, () => {
    const placeholder = (shape: readonly number[], name: string) => {
      const id = remember({ kind: "input", name, shape: [...shape], dtype: "float32" });
      return tf.engine().makeTensorFromDataId(id, [...shape], "float32");
    };
    const inputTensors = mapValues(program.inputs, placeholder);
    const stateTensors = mapValues(state, placeholder);
    const computed = program.compute(inputTensors, stateTensors);
    const records = (tensors: Named<tf.Tensor>) => mapValues(tensors, recordOf);
    return {
      inputs: records(inputTensors),
      state: records(stateTensors),
      outputs: records(computed.outputs),
      nextState: records(computed.state ?? {}),
    };
  });
}
