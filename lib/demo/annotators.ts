import type { Draws } from "#lib/demo/draws.ts";
import { shapeIndex, shapes } from "#lib/demo/shapes.ts";
import { difficulty, type Scene } from "#lib/demo/draw.ts";

/** A simulated person. Probability of an error: slip + slope · difficulty, at most 0.75. */
export type Annotator = { name: string; slip: number; slope: number };

export const annotators = [
  { name: "human1", slip: 0.035, slope: 0.48 },
  { name: "human2", slip: 0.05, slope: 0.5 },
  { name: "human3", slip: 0.025, slope: 0.44 },
] as const satisfies readonly Annotator[];

/** How much the annotators' errors correlate beyond what difficulty explains, in [0, 1]. */
const sharedLuck = 0.35;

/**
 * Labels of all annotators for one picture. Each is wrong with a probability that grows with the picture's
 * difficulty; errors are correlated between annotators (a Gaussian copula), and a wrong label is mostly
 * that of the shape blended in.
 * @returns class index by annotator
 */
export function annotate(scene: Scene, draws: Draws): number[] {
  const shared = draws.normal();
  return annotators.map(({ slip, slope }) => {
    const error = Math.min(0.75, slip + slope * difficulty(scene));
    const luck = Math.sqrt(sharedLuck) * shared + Math.sqrt(1 - sharedLuck) * draws.normal();
    return normalCdf(luck) < error ? mistake(scene, draws) : scene.shape;
  });
}

function mistake({ shape, other, blend }: Scene, draws: Draws): number {
  if (draws.chance(blend > 0.1 ? 0.85 : 0.6)) return other;
  if (draws.chance(0.7)) return shapeIndex(draws.pick(shapes[shape]?.like ?? shapes[0].like));
  return (shape + 1 + Math.floor(draws.between(0, shapes.length - 1))) % shapes.length;
}

/** Abramowitz and Stegun 7.1.26 by way of erf; error below 2e-7. */
function normalCdf(z: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(z)) / Math.SQRT2);
  const tail =
    0.5 *
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp((-z * z) / 2);
  return z < 0 ? tail : 1 - tail;
}
