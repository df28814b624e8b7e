import type { Random } from "#lib/random.ts";

/**
 * Mixup, in place: the first example is blended with the last, the second with the last but one, and so
 * on, images and labels alike: x ← λx + (1 − λ)x′, λ = max(b, 1 − b), b ~ Beta(α, α), one for the batch.
 * Batches are in random order, so any pairing is as good as another. The larger share stays the example's own.
 * @param alpha 0 < α ≤ 1
 * Source: Zhang, Cissé, Dauphin & Lopez-Paz, ICLR 2018, “mixup: beyond empirical risk minimization”.
 */
export function mixUp(
  { images, labels }: { images: Float32Array; labels: Float32Array },
  size: number,
  alpha: number,
  random: Random,
): void {
  const drawn = beta(alpha, random);
  const own = Math.max(drawn, 1 - drawn);
  for (const values of [images, labels]) blendRows(values, size, own);
}

function blendRows(values: Float32Array, rows: number, own: number): void {
  const length = values.length / rows;
  for (let row = 0; row < rows >> 1; row++) {
    const [here, there] = [row * length, (rows - 1 - row) * length];
    for (let i = 0; i < length; i++) {
      const a = values[here + i]!;
      const b = values[there + i]!;
      values[here + i] = own * a + (1 - own) * b;
      values[there + i] = own * b + (1 - own) * a;
    }
  }
}

/** A draw from Beta(α, α) for 0 < α ≤ 1. Source: Jöhnk 1964, in logarithms, because u^(1/α) may underflow. */
export function beta(alpha: number, random: Random): number {
  for (;;) {
    const [x, y] = [Math.log(random.unit()) / alpha, Math.log(random.unit()) / alpha];
    const top = Math.max(x, y);
    const sum = top + Math.log(Math.exp(x - top) + Math.exp(y - top));
    if (sum <= 0) return Math.exp(x - sum);
  }
}
