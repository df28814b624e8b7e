import type { Draws } from "#lib/demo/draws.ts";
import { type Field, shapeIndex, shapes } from "#lib/demo/shapes.ts";

/** Everything that decides a picture, except its noise. */
export type Scene = {
  /** index of the class; its shape has the larger weight */
  shape: number;
  /** the shape that it is blended with */
  other: number;
  /** weight of `other`, in [0, ½) */
  blend: number;
  /** how alike the colours of shape and ground are, in [0, 1] */
  faintness: number;
  /** share of the shape that something covers, roughly, in [0, 1] */
  cover: number;
  /** standard deviation of the pixel noise, in levels of 255 */
  noise: number;
};

/** Pixels on a side. */
export const side = 32;

/**
 * How hard a scene is to recognise: 0 is easy, 1 a coin toss.
 * Nearness to an even blend counts most.
 */
export function difficulty({ blend, faintness, cover, noise }: Scene): number {
  const hard = 1.05 * (blend / 0.5) ** 2.2 + 0.22 * faintness ** 2 + 0.35 * cover + 0.12 * (noise / 20);
  return Math.min(1, hard);
}

/** Chooses what to draw for a class: most pictures are plain, some truly ambiguous. */
export function chooseScene(shape: number, draws: Draws): Scene {
  const like = shapes[shape]?.like ?? shapes[0].like;
  const other = shapeIndex(draws.chance(0.7) ? like[0] : like[1]);
  const morph = draws.between(0, 1);
  return {
    shape,
    other,
    blend: morph < 0.58 ? 0 : morph < 0.8 ? draws.between(0.05, 0.3) : draws.between(0.3, 0.5),
    faintness: draws.between(0, 1) ** 3,
    cover: draws.chance(0.2) ? draws.between(0.12, 0.36) : 0,
    noise: draws.chance(0.25) ? draws.between(6, 20) : draws.between(1.5, 6),
  };
}

type Rgb = readonly [number, number, number];

/**
 * Draw a scene: a textured ground, a soft shadow, the shape, what covers it, light and noise.
 * @returns row-major RGB, side × side × 3
 */
export function drawScene(scene: Scene, draws: Draws): Uint8Array {
  const { ground, ink } = choosePalette(scene.faintness, draws);
  const texture = chooseTexture(draws);
  const shape = placeShape(scene, draws);
  const cover = scene.cover > 0 ? chooseCover(scene.cover, draws) : null;
  const coverInk = mix(ground, hsl(draws.between(0, 1), 0.45, draws.between(0.3, 0.75)), 0.75);
  const light = draws.between(0, 2 * Math.PI);
  const [lightX, lightY] = [Math.cos(light), Math.sin(light)];
  const grain = draws.between(-0.12, 0.12);

  const rgb = new Uint8Array(side * side * 3);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const x = (column + 0.5) * pixel - 1;
      const y = (row + 0.5) * pixel - 1;
      const shadow = 0.3 * (1 - 0.7 * scene.faintness) * coverage(shape(x - 0.06, y - 0.09), 0.16);
      let colour = shade(shade(ground, texture(x, y)), -shadow);
      const inside = sampled(shape, x, y);
      if (inside > 0) {
        const tone = 0.1 * (x * lightX + y * lightY) + grain * texture(y * 1.7, x * 1.7);
        colour = mix(colour, shade(ink, tone), inside);
      }
      if (cover) colour = mix(colour, coverInk, sampled(cover, x, y));
      for (const [c, level] of colour.entries()) {
        const value = 255 * level + scene.noise * draws.normal();
        rgb[(row * side + column) * 3 + c] = Math.max(0, Math.min(255, Math.round(value)));
      }
    }
  return rgb;
}

/** Width of a pixel; the picture spans −1 … 1. */
const pixel = 2 / side;

/** Share of a pixel that a shape covers: four samples, each softened by its distance from the edge. */
function sampled(field: Field, x: number, y: number): number {
  const middle = field(x, y);
  if (middle > 2 * pixel) return 0;
  const quarter = pixel / 4;
  const sum =
    coverage(field(x - quarter, y - quarter), pixel / 2) +
    coverage(field(x + quarter, y - quarter), pixel / 2) +
    coverage(field(x - quarter, y + quarter), pixel / 2) +
    coverage(field(x + quarter, y + quarter), pixel / 2);
  return sum / 4;
}

/** 1 inside, 0 outside, smooth over ± width around the edge. */
const coverage = (distance: number, width: number) => {
  const t = Math.max(0, Math.min(1, 0.5 - distance / (2 * width)));
  return t * t * (3 - 2 * t);
};

/** The blended shape, turned, scaled and moved. */
function placeShape({ shape, other, blend }: Scene, draws: Draws): Field {
  const main: Field = shapes[shape]?.field ?? shapes[0].field;
  const second: Field = shapes[other]?.field ?? shapes[0].field;
  // Square and diamond differ by little more than a turn, so nothing is turned far.
  const turn = draws.between(-0.24, 0.24);
  const size = draws.between(0.6, 0.84);
  const [cx, cy] = [draws.between(-1, 1) * (0.96 - size), draws.between(-1, 1) * (0.96 - size)];
  const flip = draws.chance(0.5) ? -1 : 1;
  const [cos, sin] = [Math.cos(turn) / size, Math.sin(turn) / size];
  return (x, y) => {
    const [dx, dy] = [x - cx, y - cy];
    const u = flip * (cos * dx + sin * dy);
    const v = cos * dy - sin * dx;
    return size * ((1 - blend) * main(u, v) + (blend > 0 ? blend * second(u, v) : 0));
  };
}

/** A bar or a blob over part of the shape. */
function chooseCover(share: number, draws: Draws): Field {
  const angle = draws.between(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [cx, cy] = [draws.between(-0.4, 0.4), draws.between(-0.4, 0.4)];
  if (draws.chance(0.5)) return (x, y) => Math.abs((x - cx) * cos + (y - cy) * sin) - 0.45 * share;
  const [waves, phase] = [draws.pick([3, 4, 5]), draws.between(0, 6)];
  return (x, y) => {
    const [dx, dy] = [x - cx - 0.35 * cos, y - cy - 0.35 * sin];
    const lobes = 1 + 0.16 * Math.sin(waves * Math.atan2(dy, dx) + phase);
    return Math.hypot(dx, dy) - 0.85 * share * lobes;
  };
}

/** A quiet pattern of the ground, about −0.15 … 0.15. */
function chooseTexture(draws: Draws): Field {
  const angle = draws.between(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const depth = draws.between(0.02, 0.13);
  const rate = draws.between(3, 11);
  const phase = draws.between(0, 6);
  const slope = draws.between(-0.14, 0.14);
  const along: Field = (x, y) => x * cos + y * sin;
  const across: Field = (x, y) => y * cos - x * sin;
  const pattern: Field = draws.pick<Field>([
    () => 0,
    (x, y) => Math.sin(rate * along(x, y) + phase),
    (x, y) => Math.sin(rate * along(x, y) + phase) * Math.sin(rate * across(x, y)),
    (x, y) => Math.sin(rate * Math.hypot(x - cos, y - sin) + phase),
    (x, y) => Math.sin(3 * x + 2 * Math.sin(2.3 * y + phase)) * Math.cos(2.6 * y + Math.sin(3.1 * x)),
  ]);
  return (x, y) => slope * along(x, y) + depth * pattern(x, y);
}

/** Two colours that differ in lightness as well as in hue, less so the fainter the scene. */
function choosePalette(faintness: number, draws: Draws): { ground: Rgb; ink: Rgb } {
  const hue = draws.between(0, 1);
  const dark = draws.chance(0.5);
  const gap = 0.42 - 0.3 * faintness;
  const ground = dark ? draws.between(0.2, 0.42) : draws.between(0.62, 0.86);
  const away = hue + draws.between(0.25, 0.75) * (1 - 0.6 * faintness);
  return {
    ground: hsl(hue, draws.between(0.18, 0.55), ground),
    ink: hsl(away, draws.between(0.55, 0.9) * (1 - 0.4 * faintness), dark ? ground + gap : ground - gap),
  };
}

/** @param hue turns; saturation and lightness in [0, 1] @returns RGB in [0, 1] */
function hsl(hue: number, saturation: number, lightness: number): Rgb {
  const spread = saturation * Math.min(lightness, 1 - lightness);
  const channel = (shift: number) => {
    const k = (shift + 12 * (hue - Math.floor(hue))) % 12;
    return lightness - spread * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return [channel(0), channel(8), channel(4)];
}

const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

/** Lighter (amount > 0) or darker, keeping the hue. */
const shade = (colour: Rgb, amount: number): Rgb =>
  amount >= 0 ? mix(colour, [1, 1, 1], amount) : mix(colour, [0, 0, 0], -amount);
