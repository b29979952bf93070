import type { Colour } from '../../../shared/entity.ts';
import { hex, lattice, mix, paint, repeat, scale, scatter, smoothNoise, type Texture } from './textures.ts';

/**
 * The fixed set of materials, the same in every world. Wall textures repeat every 2 m along the wall and
 * every 4 m upwards (no wall is that high); floors every 2 m both ways. Features are 10 to 50 cm large so
 * that they survive resampling.
 */
export interface Material {
  name: string;
  texture: Texture;
  /** Colour of a wall's flat top. */
  cap: Colour;
}

interface WallRecipe {
  name: string;
  cap: string;
  paint: (u: number, v: number) => Colour;
}

interface FloorRecipe {
  name: string;
  paint: (u: number, v: number) => Colour;
}

const white = hex('#f7f3ea');
const ink = hex('#26324a');
const lawnFlowers = scatter(14, 2, 2, 16);

const wallRecipes: readonly WallRecipe[] = [
  { name: 'brick', cap: '#d9a58f', paint: brick(hex('#d2573f'), hex('#efdcc6'), 0.4, 0.2) },
  { name: 'yellow planks', cap: '#f4d27a', paint: planks(hex('#f2b632'), hex('#a86a14')) },
  { name: 'teal tiles', cap: '#bfeee4', paint: tiles(hex('#1fa99a'), hex('#d9fff2'), 0.25) },
  { name: 'blue stone', cap: '#b9c6dd', paint: brick(hex('#6f8fc4'), hex('#3b5384'), 0.5, 0.333) },
  { name: 'hedge', cap: '#7cc64a', paint: hedge },
  { name: 'white panels', cap: '#ffffff', paint: panels },
  { name: 'pink siding', cap: '#fbd7dc', paint: siding(hex('#f0899c'), hex('#b84a66')) },
  { name: 'townhouse', cap: '#f2efe6', paint: townhouse },
  { name: 'violet lattice', cap: '#cdb8ec', paint: diamonds(hex('#7d56c2'), hex('#d8c4f6')) },
  { name: 'red and white checks', cap: '#e8323c', paint: checks(hex('#e8323c'), white, 0.5) },
  { name: 'hazard stripes', cap: '#ffd21c', paint: slanted(hex('#ffd21c'), ink, 0.5) },
  { name: 'rainbow', cap: '#ffffff', paint: rainbow },
  { name: 'sunset mural', cap: '#4a3b8f', paint: sunset },
  { name: 'flower mural', cap: '#2a6fd6', paint: flowers },
];

const floorRecipes: readonly FloorRecipe[] = [
  { name: 'sandstone', paint: slabs(hex('#e3c792'), hex('#b8935a'), 0.5) },
  { name: 'lawn', paint: lawn },
  { name: 'deck', paint: deck },
  { name: 'terracotta checks', paint: floorChecks(hex('#d97a52'), hex('#f3dfbf')) },
  { name: 'cobbles', paint: cobbles },
  { name: 'playground', paint: playground },
];

export const wallMaterials: readonly Material[] = wallRecipes.map((recipe) => ({
  name: recipe.name,
  texture: paint(recipe.paint, 2, 4),
  cap: hex(recipe.cap),
}));
export const floorMaterials: readonly Material[] = floorRecipes.map((recipe) => ({
  name: recipe.name,
  texture: paint(recipe.paint, 2, 2),
  cap: [0, 0, 0],
}));

/** Index of the first landmark among wall materials; each landmark is used at most twice in a world. */
export const firstLandmark = 9;

function brick(colour: Colour, mortar: Colour, width: number, height: number) {
  return (u: number, v: number): Colour => {
    const row = Math.floor(v / height);
    const along = u + (row & 1 ? width / 2 : 0);
    const column = Math.floor(repeat(along, 2) / width);
    const x = repeat(along, width);
    const y = repeat(v, height);
    const joint = 0.022;
    if (x < joint || y < joint) return mortar;
    const edge = Math.min(x - joint, y - joint, width - x, height - y) < 0.025 ? 0.93 : 1;
    return scale(colour, edge * (0.82 + 0.32 * lattice(column, row, 1)));
  };
}

function planks(colour: Colour, gap: Colour) {
  return (u: number, v: number): Colour => {
    const board = Math.floor(u / 0.25);
    const x = repeat(u, 0.25);
    if (x < 0.025) return gap;
    if (Math.abs(v - 0.35) < 0.06 || Math.abs(v - 1.45) < 0.06) return scale(colour, 0.72);
    const grain = smoothNoise(u * 16, v * 2, 32, 2);
    return scale(colour, 0.86 + 0.16 * lattice(board, 0, 3) + 0.1 * grain);
  };
}

function tiles(colour: Colour, grout: Colour, size: number) {
  return (u: number, v: number): Colour => {
    const x = repeat(u, size);
    const y = repeat(v, size);
    if (x < 0.022 || y < 0.022) return grout;
    const tone = lattice(Math.floor(u / size), Math.floor(v / size), 4);
    const shine = x + y < 0.16 ? 0.18 : 0;
    return mix(scale(colour, 0.72 + 0.46 * tone), white, shine);
  };
}

function hedge(u: number, v: number): Colour {
  const coarse = smoothNoise(u * 5, v * 5, 10, 5);
  const fine = smoothNoise(u * 13, v * 13, 26, 6);
  const leaf = 0.55 * coarse + 0.45 * fine;
  const flower = lattice(Math.floor(repeat(u, 2) * 8), Math.floor(v * 8), 7) > 0.965;
  if (flower && Math.hypot(repeat(u, 0.125) - 0.0625, repeat(v, 0.125) - 0.0625) < 0.05)
    return hex('#fff2f5');
  return mix(hex('#1d6a2c'), hex('#74c83f'), leaf * 1.25 - 0.12);
}

function panels(u: number, v: number): Colour {
  const x = repeat(u, 1);
  const y = repeat(v, 1);
  if (x < 0.025 || y < 0.025) return hex('#8d99a8');
  for (const px of [0.2, 0.8]) {
    for (const py of [0.2, 0.8]) if (Math.hypot(x - px, y - py) < 0.045) return hex('#6d7888');
  }
  const base = lattice(Math.floor(u), Math.floor(v), 8) > 0.7 ? hex('#dfe8ee') : hex('#f3f1ea');
  return scale(base, 0.95 + 0.07 * smoothNoise(u * 3, v * 3, 6, 9));
}

function siding(colour: Colour, gap: Colour) {
  return (u: number, v: number): Colour => {
    const y = repeat(v, 0.25);
    if (y < 0.03) return gap;
    if (v < 0.25) return hex('#fff0ea');
    const plank = Math.floor(v / 0.25);
    return scale(colour, 0.86 + (y / 0.25) * 0.16 + 0.08 * lattice(plank, Math.floor(u), 10));
  };
}

function townhouse(u: number, v: number): Colour {
  if (v < 0.62) return v > 0.55 ? white : scale(hex('#2f6fd0'), repeat(u, 0.5) < 0.03 ? 0.8 : 1);
  const x = Math.abs(repeat(u, 1) - 0.5);
  for (const centre of [1.35, 2.85]) {
    const y = Math.abs(v - centre);
    if (x < 0.25 && y < 0.4) {
      if (x > 0.2 || y > 0.35) return hex('#c9573c');
      if (x < 0.025 || Math.abs(v - centre - 0.05) < 0.025) return hex('#e9efe9');
      return mix(hex('#234a6e'), hex('#7fc0e6'), (v - centre + 0.35) / 0.7);
    }
    if (x < 0.3 && v > centre - 0.48 && v < centre - 0.4) return hex('#8d4a36');
  }
  if (v > 2.05 && v < 2.16) return hex('#e3b23c');
  return scale(hex('#f8ecd2'), 0.96 + 0.06 * smoothNoise(u * 3, v * 3, 6, 11));
}

function diamonds(dark: Colour, light: Colour) {
  return (u: number, v: number): Colour => {
    const a = repeat(u + v, 0.5);
    const b = repeat(u - v, 0.5);
    if (a < 0.06 || b < 0.06) return light;
    const cell = lattice(Math.floor(repeat(u + v, 2) / 0.5), Math.floor(repeat(u - v, 2) / 0.5), 12);
    return scale(dark, 0.82 + 0.35 * cell);
  };
}

function checks(a: Colour, b: Colour, size: number) {
  return (u: number, v: number): Colour =>
    (Math.floor(u / size) + Math.floor(v / size)) & 1 ? scale(a, 1) : scale(b, 0.98);
}

function slanted(a: Colour, b: Colour, period: number) {
  return (u: number, v: number): Colour => (repeat(u + v, period) < period / 2 ? a : b);
}

function rainbow(_u: number, v: number): Colour {
  const bands = ['#e8384f', '#f78a2c', '#fbd42e', '#44bb5a', '#2f8ee5', '#8a4fd6'].map(hex);
  const band = v / 0.42;
  if (repeat(v, 0.42) < 0.03) return white;
  return bands[Math.floor(band) % bands.length];
}

function sunset(u: number, v: number): Colour {
  const x = repeat(u, 2);
  const ridge = 1 + 0.35 * Math.sin(Math.PI * x) + 0.12 * Math.sin(3 * Math.PI * x + 1);
  if (v < 0.5)
    return repeat(v + 0.06 * Math.sin(4 * Math.PI * x), 0.2) < 0.1 ? hex('#2fa3b5') : hex('#1f7f9f');
  if (v < ridge) return hex('#4a3b8f');
  const sun = Math.hypot(x - 1, v - 1.9);
  if (sun < 0.42) return hex('#fff0a8');
  if (sun < 0.52) return hex('#ffb347');
  return mix(hex('#ff8a4c'), hex('#c13f8a'), (v - 1) / 2);
}

function flowers(u: number, v: number): Colour {
  const petals = ['#ffd83b', '#ff6fa0', '#ffffff', '#ff9440'].map(hex);
  const spots: [number, number][] = [
    [0.5, 0.75],
    [1.5, 1.25],
    [0.5, 1.85],
    [1.5, 2.4],
    [0.5, 2.95],
    [1.5, 0.3],
  ];
  for (let i = 0; i < spots.length; i++) {
    const dx = repeat(u, 2) - spots[i][0];
    const dy = v - spots[i][1];
    const radius = Math.hypot(dx, dy);
    if (radius < 0.13) return hex('#7a3b12');
    if (radius < 0.29 + 0.11 * Math.cos(6 * Math.atan2(dy, dx))) return petals[i % petals.length];
    if (Math.abs(dx) < 0.035 && dy < 0 && dy > -0.5) return hex('#6fdc6a');
  }
  return v < 0.2 ? hex('#3aa648') : hex('#2a6fd6');
}

function slabs(colour: Colour, joint: Colour, size: number) {
  return (u: number, v: number): Colour => {
    const row = Math.floor(v / size);
    const along = u + (row & 1 ? size / 2 : 0);
    if (repeat(along, size) < 0.025 || repeat(v, size) < 0.025) return joint;
    return scale(colour, 0.88 + 0.2 * lattice(Math.floor(repeat(along, 2) / size), row, 13));
  };
}

function lawn(u: number, v: number): Colour {
  const blades = 0.6 * smoothNoise(u * 6, v * 6, 12, 14) + 0.4 * smoothNoise(u * 14, v * 14, 28, 15);
  const mown = repeat(u, 2) < 1 ? 0.1 : 0;
  for (const [x, y, kind] of lawnFlowers) {
    const dx = Math.abs(repeat(u, 2) - x);
    const dy = Math.abs(repeat(v, 2) - y);
    if (Math.hypot(Math.min(dx, 2 - dx), Math.min(dy, 2 - dy)) < 0.05)
      return kind < 0.5 ? white : hex('#ffe04d');
  }
  return mix(hex('#47a23a'), hex('#9bd94f'), blades * 0.8 + mown);
}

function deck(u: number, v: number): Colour {
  const board = Math.floor(u / 0.25);
  if (repeat(u, 0.25) < 0.025) return hex('#5e3a22');
  if (repeat(v + (board % 3) * 0.7, 2) < 0.025) return hex('#5e3a22');
  const grain = smoothNoise(u * 12, v * 2, 24, 17);
  return scale(
    hex('#b97a48'),
    0.82 + 0.26 * lattice(board, Math.floor((v + (board % 3) * 0.7) / 2) & 1, 18) + 0.1 * grain,
  );
}

function floorChecks(a: Colour, b: Colour) {
  return (u: number, v: number): Colour => {
    const column = Math.floor(u / 0.5);
    const row = Math.floor(v / 0.5);
    if (repeat(u, 0.5) < 0.018 || repeat(v, 0.5) < 0.018) return hex('#a9825f');
    return scale((column + row) & 1 ? a : b, 0.94 + 0.1 * lattice(column, row, 19));
  };
}

/** Cellular noise (Worley, 1996): the nearest and second nearest of one jittered point per lattice cell. */
function cobbles(u: number, v: number): Colour {
  const size = 0.25;
  const x = u / size;
  const y = v / size;
  let nearest = 9;
  let second = 9;
  let tone = 0;
  for (let j = -1; j <= 1; j++) {
    for (let i = -1; i <= 1; i++) {
      const cx = Math.floor(x) + i;
      const cy = Math.floor(y) + j;
      const wx = repeat(cx, 8);
      const wy = repeat(cy, 8);
      const px = cx + 0.25 + 0.5 * lattice(wx, wy, 20);
      const py = cy + 0.25 + 0.5 * lattice(wx, wy, 21);
      const distance = Math.hypot(x - px, y - py);
      if (distance < nearest) {
        second = nearest;
        nearest = distance;
        tone = lattice(wx, wy, 22);
      } else if (distance < second) second = distance;
    }
  }
  if (second - nearest < 0.14) return hex('#56607a');
  return mix(hex('#8e9bb8'), hex('#c3cbdc'), tone);
}

function playground(u: number, v: number): Colour {
  const dots: [number, number, number, string][] = [
    [0.5, 0.5, 0.3, '#ffd447'],
    [1.5, 0.5, 0.2, '#ffffff'],
    [1.0, 1.25, 0.34, '#f0607f'],
    [0.25, 1.6, 0.18, '#ffffff'],
    [1.7, 1.65, 0.16, '#ffd447'],
  ];
  for (const [x, y, radius, colour] of dots) {
    if (Math.hypot(repeat(u, 2) - x, repeat(v, 2) - y) < radius) return hex(colour);
  }
  return scale(hex('#3f8fd8'), 0.95 + 0.08 * smoothNoise(u * 4, v * 4, 8, 23));
}
