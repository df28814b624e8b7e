/**
 * Ten shapes as signed distance fields: negative inside, in units of about half the shape's width.
 * Distances are exact or close to it near the edge, which is where they are looked at.
 * Source of the triangle, star and heart: Inigo Quilez, "2D distance functions" (iquilezles.org).
 */
export type Field = (x: number, y: number) => number;

const { abs, hypot, max, min, sign, sqrt, cos, sin, PI } = Math;

const box = (x: number, y: number, halfWidth: number, halfHeight: number) => {
  const [dx, dy] = [abs(x) - halfWidth, abs(y) - halfHeight];
  return hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0);
};

const circle: Field = (x, y) => hypot(x, y) - 0.82;

const ring: Field = (x, y) => abs(hypot(x, y) - 0.66) - 0.2;

const crescent: Field = (x, y) => max(hypot(x + 0.08, y) - 0.88, 0.7 - hypot(x - 0.34, y));

/** equilateral, tip up */
const triangle: Field = (px, py) => {
  const [radius, k] = [0.92, sqrt(3)];
  let x = abs(px) - radius;
  let y = -(py - 0.22) + radius / k;
  if (x + k * y > 0) [x, y] = [(x - k * y) / 2, (-k * x - y) / 2];
  x -= min(max(x, -2 * radius), 0);
  return -hypot(x, y) * sign(y);
};

const square: Field = (x, y) => box(x, y, 0.66, 0.66) - 0.04;

/** taller than wide, so that it is not merely a turned square */
const diamond: Field = (x, y) => (abs(x) * 0.95 + abs(y) * 0.65 - 0.62) / hypot(0.95, 0.65);

const hexagon: Field = (x, y) => max(abs(x) * 0.866 + abs(y) * 0.5, abs(y)) - 0.76;

/** five points, one up */
const star: Field = (px, py) => {
  const [outer, inner] = [1, 0.44];
  const [k1x, k1y] = [cos(PI / 5), -sin(PI / 5)];
  let x = abs(px);
  let y = -py;
  let d = max(k1x * x + k1y * y, 0);
  x -= 2 * d * k1x;
  y -= 2 * d * k1y;
  d = max(-k1x * x + k1y * y, 0);
  x -= 2 * d * -k1x;
  y -= 2 * d * k1y;
  x = abs(x);
  y -= outer;
  const [bx, by] = [inner * -k1y - 0, inner * k1x - 1];
  const h = min(max((x * bx + y * by) / (bx * bx + by * by), 0), outer);
  return hypot(x - bx * h, y - by * h) * sign(y * bx - x * by);
};

const cross: Field = (x, y) => min(box(x, y, 0.86, 0.28), box(x, y, 0.28, 0.86));

const heart: Field = (px, py) => {
  const scale = 1.55;
  const x = abs(px) / scale;
  const y = -py / scale + 0.56;
  if (x + y > 1) return (hypot(x - 0.25, y - 0.75) - sqrt(2) / 4) * scale;
  const tip = 0.5 * max(x + y, 0);
  return sqrt(min(x * x + (y - 1) ** 2, (x - tip) ** 2 + (y - tip) ** 2)) * sign(x - y) * scale;
};

/** In the order of the demo's classes. `like`: the shapes it is mistaken for, the most similar first. */
export const shapes = [
  { name: "circle", field: circle, like: ["hexagon", "ring"] },
  { name: "ring", field: ring, like: ["crescent", "circle"] },
  { name: "crescent", field: crescent, like: ["ring", "circle"] },
  { name: "triangle", field: triangle, like: ["heart", "diamond"] },
  { name: "square", field: square, like: ["diamond", "hexagon"] },
  { name: "diamond", field: diamond, like: ["square", "triangle"] },
  { name: "hexagon", field: hexagon, like: ["circle", "square"] },
  { name: "star", field: star, like: ["cross", "triangle"] },
  { name: "cross", field: cross, like: ["star", "square"] },
  { name: "heart", field: heart, like: ["triangle", "circle"] },
] as const satisfies readonly { name: string; field: Field; like: readonly [string, string] }[];

export type ShapeName = (typeof shapes)[number]["name"];

export const shapeIndex = (name: ShapeName): number => shapes.findIndex((shape) => shape.name === name);
