import { normalised } from "#lib/tensor/emit/blocked-norm.ts";
import { inputGradientInBlocks } from "#lib/tensor/emit/conv.ts";
import { binaryOp, unaryOp } from "#lib/tensor/emit/elementwise.ts";
import type { Emitters } from "#lib/tensor/emit/emitter.ts";
import type { Emission } from "#lib/tensor/layout.ts";
import { inputOf, outputOf, type Node, type Recorded } from "#lib/tensor/node.ts";

/**
 * Operators that the blocked convolution before them does in the same pass. It is emitted a second
 * time with them; the first, which nothing takes any more, is left out of the model (graph.ts).
 */

const [add, rectify] = [binaryOp("Add"), unaryOp("Relu")];

/** The call that made a tensor whose only use is this one, past tfjs's copies. */
function soleMaker({ uses }: Emission, record: Recorded): Node | null {
  let made = record;
  while (made.kind === "result" && uses.get(made) === 1) {
    if (made.node.kernel !== "Identity") return made.index === 0 ? made.node : null;
    made = inputOf(made.node, "x");
  }
  return null;
}

export const fusedEmitters: Emitters = {
  Relu: (emission, node) => {
    const { layouts } = emission;
    const x = inputOf(node, "x");
    const maker = soleMaker(emission, x);
    if (maker?.kernel !== "BatchNormTrain" || !layouts.inWholeBlocks(x)) return rectify(emission, node);
    layouts.set(outputOf(node), normalised(emission, maker, true), "blocked");
  },

  /** Where gradients of one tensor meet. */
  Add: (emission, node) => {
    const { layouts } = emission;
    const [a, b] = [inputOf(node, "a"), inputOf(node, "b")];
    for (const [term, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const maker = soleMaker(emission, term);
      const alike = term.shape.join() === other.shape.join();
      if (maker?.kernel !== "Conv2DBackpropInput" || !alike || !layouts.inWholeBlocks(other)) continue;
      const sum = inputGradientInBlocks(emission, maker, layouts.get(other, "blocked"));
      if (sum !== null) return layouts.set(outputOf(node), sum, "blocked");
    }
    add(emission, node);
  },
};
