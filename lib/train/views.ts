import { asStored, type View } from "#lib/train/augment.ts";

/** Test-time augmentation: a prediction may be the mean over several views of the image. */

export const viewSets = ["one", "mirrored", "shifted"] as const;
export type ViewSet = (typeof viewSets)[number];

export type WeightedView = View & { weight: number };

const still: WeightedView = { ...asStored, weight: 1 };
const shifted = [0, -1, 1].map((by) => ({ ...still, dx: by, dy: by, weight: by === 0 ? 0.5 : 0.25 }));

/**
 * The views to predict from, weights summing to 1: the image as it is; with its mirror image; or
 * both of them centred (½) and shifted by a pixel along the diagonal (¼ each way).
 * @param flip whether the network was trained on mirrored images; if not, none is mirrored here
 * Source: airbench94 (KellerJordan/cifar10-airbench), multi-crop test-time augmentation.
 */
export function viewsOf(set: ViewSet, flip: boolean): WeightedView[] {
  const positions = set === "shifted" ? shifted : [still];
  if (set === "one" || !flip) return positions;
  return positions.flatMap((view) =>
    [view, { ...view, mirrored: true }].map((each) => ({ ...each, weight: view.weight / 2 })),
  );
}
