import { linear, twoLayer } from "#lib/backbones/heads.ts";
import { inception } from "#lib/backbones/inception.ts";
import { quick } from "#lib/backbones/quick.ts";
import { resnet20, resnet34 } from "#lib/backbones/resnet.ts";
import { vgg16 } from "#lib/backbones/vgg.ts";

/** All backbones. A new one is a new file and one entry here. */
export const backbones = [quick, resnet20, resnet34, vgg16, inception, linear, twoLayer] as const;
export type BackboneId = (typeof backbones)[number]["id"];

/** Those that learn from pictures, and the heads that learn from features. */
export const pictureBackbones = backbones.filter(({ sees }) => sees === "pictures");
export const heads = backbones.filter(({ sees }) => sees === "features");

/** The backbone's name; the id itself for a backbone that this build does not know. */
export const backboneName = (id: string): string =>
  backbones.find((backbone) => backbone.id === id)?.name ?? id;
