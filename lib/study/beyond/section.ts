import { namingFailed } from "#lib/study/blocks.ts";
import { calibrationBlock } from "#lib/study/beyond/calibration.ts";
import { calibrations } from "#lib/study/beyond/calibrations.ts";
import { classAccuracyBlock } from "#lib/study/beyond/class-accuracy.ts";
import { cohenBlock } from "#lib/study/beyond/cohen.ts";
import { deferredPicturesBlock } from "#lib/study/beyond/deferred-pictures.ts";
import { errorCorrelationBlock } from "#lib/study/beyond/error-correlation.ts";
import { groupAgreementBlock } from "#lib/study/beyond/group-agreement.ts";
import { pairMeansBlock } from "#lib/study/beyond/pair-means.ts";
import { kappaMeasure } from "#lib/study/beyond/kappa.ts";
import { phiMeasure } from "#lib/study/beyond/phi.ts";
import { reliabilityBlock } from "#lib/study/beyond/reliability.ts";
import { common, commonWithGold } from "#lib/study/data/common.ts";
import { failedMachines } from "#lib/study/data/failed.ts";
import { defineSection } from "#lib/study/section.ts";

export const beyond = defineSection({
  id: "beyond",
  title: "Beyond the study",
  lead: "Calibration, common errors, agreement beyond chance, accuracy by class, and what the deferred items look like.",
  settings: ["order", "seed", "resamples"],
  compute: (study, { order, ...draws }, tallies) => {
    const failed = failedMachines(study);
    const calibrated = calibrations(study, draws);
    const phi = phiMeasure(study, tallies);
    const kappa = kappaMeasure(study, tallies);
    const [shared, agreeing] = [commonWithGold(study), common(study)];
    return [
      reliabilityBlock(study, calibrated),
      calibrationBlock(calibrated),
      namingFailed(errorCorrelationBlock(study, order, tallies, phi, shared), failed),
      namingFailed(pairMeansBlock(shared, agreeing), failed),
      cohenBlock(study, order, tallies, kappa),
      namingFailed(groupAgreementBlock(study), failed),
      namingFailed(classAccuracyBlock(study), failed),
      deferredPicturesBlock(study),
    ];
  },
});
