import { at } from "#lib/array.ts";
import { symmetricEigen } from "#lib/backbones/eigen.ts";

const PATCH = 2;
const SMALLEST = 5e-4; // keeps directions with hardly any variance from being amplified

/**
 * A fixed first layer that whitens 2×2 patches: the eigenvectors of the patch covariance, each
 * divided by the square root of its eigenvalue, and their negatives (so that the nonlinearity after
 * it loses neither half of a direction).
 * @param images n × size × size × 3, normalised, NHWC
 * @returns filter [2, 2, 3, 24]
 * Source: KellerJordan/cifar10-airbench (`init_whitening_conv`), after D. Page's ResNet-9.
 */
export function whiteningFilter(images: Float32Array, size: number): Float32Array {
  const length = PATCH * PATCH * 3;
  const count = images.length / (size * size * 3);
  const covariance = new Float64Array(length * length);
  const patch = new Float64Array(length);
  let patches = 0;
  for (let image = 0; image < count; image++) {
    for (let row = 0; row + PATCH <= size; row++) {
      for (let column = 0; column + PATCH <= size; column++) {
        for (let dy = 0; dy < PATCH; dy++) {
          const from = ((image * size + row + dy) * size + column) * 3;
          for (let k = 0; k < PATCH * 3; k++) patch[dy * PATCH * 3 + k] = images[from + k]!;
        }
        for (let i = 0; i < length; i++) {
          for (let j = i; j < length; j++) covariance[i * length + j]! += patch[i]! * patch[j]!;
        }
        patches++;
      }
    }
  }
  for (let i = 0; i < length; i++) {
    for (let j = i; j < length; j++) {
      const mean = at(covariance, i * length + j) / patches;
      covariance[i * length + j] = mean;
      covariance[j * length + i] = mean;
    }
  }

  const { values, vectors } = symmetricEigen(covariance, length);
  const filter = new Float32Array(length * 2 * length);
  vectors.forEach((vector, out) => {
    const scale = 1 / Math.sqrt(Math.max(0, at(values, out)) + SMALLEST);
    vector.forEach((weight, tap) => {
      filter[tap * 2 * length + out] = weight * scale;
      filter[tap * 2 * length + length + out] = -weight * scale;
    });
  });
  return filter;
}
