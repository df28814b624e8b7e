import { cohenBlock, errorCorrelationBlock, pairMeansBlock } from "#lib/study/beyond/agreement.ts";
import { calibrationBlock, calibrations, reliabilityBlock } from "#lib/study/beyond/calibration.ts";
import { classAccuracyBlock } from "#lib/study/beyond/class-accuracy.ts";
import { deferredPictures } from "#lib/study/beyond/deferred-pictures.ts";
import { groupAgreementBlock } from "#lib/study/beyond/group-agreement.ts";
import { kappaMeasure, phiMeasure } from "#lib/study/beyond/pair-measures.ts";
import type { Section } from "#lib/study/section.ts";

export const beyond: Section = {
  id: "beyond",
  title: "Beyond the study",
  lead: "Calibration, common errors, agreement beyond chance, single classes, and what the deferred items look like.",
  compute(study, settings, tallies) {
    const calibrated = calibrations(study, settings);
    const phi = phiMeasure(study, tallies);
    const kappa = kappaMeasure(study, tallies);
    return [
      reliabilityBlock(study, calibrated),
      calibrationBlock(calibrated),
      errorCorrelationBlock(study, settings, tallies, phi),
      pairMeansBlock(study, tallies, { phi, kappa }),
      cohenBlock(study, settings, tallies, kappa),
      groupAgreementBlock(study, tallies),
      classAccuracyBlock(study, tallies),
      deferredPictures(study),
    ];
  },
};
