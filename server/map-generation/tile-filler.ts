import {
  isOpenKind,
  planControls,
  planKind,
  planKinds,
  planTile,
  planWindow,
  solidKind,
  unknownKind,
  untoldControl,
} from '../../shared/plan.ts';
import type { PlanManifest } from '../../shared/plan-manifest.ts';
import { philox } from '../generation/noise.ts';
import type { PlanTile, Tile } from './tile.ts';
import { faultScore, findFaults, mendFaults } from './tile-faults.ts';
import { type PlanWindow, windowCell } from './window.ts';

/** What plan.onnx reads: windows [B, S, S] and controls [B, P]. */
export interface PlanInputs {
  readonly windows: readonly PlanWindow[];
  readonly asked: readonly (readonly number[])[];
}

/** What it answers, for the tile in the middle: [B, 9, T, T] and [B, Mp, T, T]. */
export interface PlanLogits {
  readonly kinds: Float32Array;
  readonly materials: Float32Array;
}

export type PlanNetwork = (inputs: PlanInputs) => Promise<PlanLogits>;

/** A tile to fill in. */
export interface TileRequest {
  readonly roomSeed: number;
  readonly tile: Tile;
  readonly window: PlanWindow;
  /** Kinds of cells in a wider square around the tile, by which faults are found (surroundings.ts); the window by default. */
  readonly around?: Uint8Array;
  /** Values of planControls, untoldControl where one is left open. */
  readonly asked: readonly number[];
}

const cells = planTile * planTile;
/** Tiles that cut ground off, or whose doors lead nowhere, are drawn again; the best attempt counts. */
const attempts = 4;
/** The second half of the key of the room's random numbers: tells plans from views. */
const key = 0x706c616e;

/**
 * Fills in a tile by masked tokens in a few parallel steps (MaskGIT, Chang et al. 2022): kinds of cells first, then
 * materials. Cells are revealed in random order: to reveal the surest first would leave
 * maps empty. The same request gives the same tile, because all chance comes from (room seed, tile, attempt).
 */
export async function fillTile(
  network: PlanNetwork,
  request: TileRequest,
  plan: PlanManifest,
): Promise<PlanTile> {
  const { window, around = window.kinds } = request;
  let best = { window, score: Number.POSITIVE_INFINITY };
  for (let attempt = 0; attempt < attempts && best.score > 0; attempt++) {
    const drawn = await drawKinds(network, request, plan, attempt);
    const score = faultScore(findFaults(withTile(around, drawn.kinds)));
    if (score < best.score) best = { window: drawn, score };
  }
  if (best.score > 0) mendTile(best.window.kinds, request);
  const { kinds, materials } = await drawMaterials(network, { ...request, window: best.window }, plan);
  const tile = tileCells();
  return {
    kinds: Uint8Array.from(tile, (cell) => kinds[cell]),
    materials: Uint8Array.from(tile, (cell) => materials[cell]),
  };
}

/** Mends what is left after the last attempt, in the middle of the window. */
function mendTile(kinds: Uint8Array, { window, around = window.kinds }: TileRequest): void {
  const wide = withTile(around, kinds);
  const size = Math.sqrt(wide.length);
  const free = new Set<number>();
  for (let i = 0; i < cells; i++)
    if (window.kinds[tileCell(i)] === unknownKind) free.add(middleCell(i, size));
  mendFaults(wide, (cell) => free.has(cell));
  for (let i = 0; i < cells; i++) kinds[tileCell(i)] = wide[middleCell(i, size)];
}

/** A copy of a square with the tile in its middle that a window has in its middle. */
function withTile(around: Uint8Array, kinds: Uint8Array): Uint8Array {
  const wide = around.slice();
  const size = Math.sqrt(wide.length);
  for (let i = 0; i < cells; i++) wide[middleCell(i, size)] = kinds[tileCell(i)];
  return wide;
}

async function drawKinds(
  network: PlanNetwork,
  { roomSeed, tile, window, asked }: TileRequest,
  plan: PlanManifest,
  attempt: number,
): Promise<PlanWindow> {
  const kinds = window.kinds.slice();
  const drawn = { kinds, materials: window.materials };
  const lots = lotsOf(roomSeed, tile, 2 * attempt);
  const open = lots.order.filter((i) => isOpenQuestion(kinds[tileCell(i)]));
  await inSteps(open, plan.steps.kinds, async (next) => {
    const logits = await guided(network, drawn, asked, plan, 'kinds');
    for (const i of next) {
      const solid = kinds[tileCell(i)] === solidKind;
      kinds[tileCell(i)] = draw(
        logits,
        i,
        planKinds.length,
        lots.draw[i],
        (kind) => !solid || !isOpenKind(kind),
      );
    }
  });
  return drawn;
}

async function drawMaterials(
  network: PlanNetwork,
  { roomSeed, tile, window, asked }: TileRequest,
  plan: PlanManifest,
): Promise<PlanWindow> {
  const { floors, walls, landmarks } = plan.materials;
  const count = floors.length + walls.length + landmarks.length;
  const materials = window.materials.slice();
  const drawn = { kinds: window.kinds, materials };
  const lots = lotsOf(roomSeed, tile, 1);
  const open = lots.order.filter((i) => materials[tileCell(i)] === count);
  const classOf = (material: number) =>
    material < floors.length ? 'floor' : material < floors.length + walls.length ? 'wall' : 'landmark';
  await inSteps(open, plan.steps.materials, async (next) => {
    const logits = await guided(network, drawn, asked, plan, 'materials');
    for (const i of next) {
      const kind = window.kinds[tileCell(i)];
      const wanted = kind === planKind.landmark ? 'landmark' : isOpenKind(kind) ? 'floor' : 'wall';
      materials[tileCell(i)] = draw(
        logits,
        i,
        count,
        lots.draw[i],
        (material) => classOf(material) === wanted,
      );
    }
  });
  return drawn;
}

/**
 * Reveals cells in their order, by MaskGIT's cosine schedule. Cells of one step are drawn independently of each other,
 * so neighbours are left to later steps as far as possible.
 */
async function inSteps(
  open: readonly number[],
  steps: number,
  reveal: (next: readonly number[]) => Promise<void>,
): Promise<void> {
  let left = open;
  for (let step = 1; step <= steps && left.length > 0; step++) {
    const share = step === steps ? 1 : 1 - Math.cos((Math.PI / 2) * (step / steps));
    const count = Math.max(1, Math.round(share * open.length) - (open.length - left.length));
    const next = apart(left, count);
    await reveal(next);
    left = left.filter((i) => !next.includes(i));
  }
}

/** The first `count` cells that do not touch each other, and if those are too few, others. */
function apart(order: readonly number[], count: number): number[] {
  const chosen: number[] = [];
  for (const i of order) {
    if (chosen.length === count) break;
    if (!chosen.some((other) => touches(i, other))) chosen.push(i);
  }
  for (const i of order) {
    if (chosen.length === count) break;
    if (!chosen.includes(i)) chosen.push(i);
  }
  return chosen;
}

function touches(i: number, j: number): boolean {
  const across = Math.abs((i % planTile) - (j % planTile));
  return across <= 1 && Math.abs(Math.floor(i / planTile) - Math.floor(j / planTile)) <= 1;
}

/**
 * Logits of the tile [classes, T, T], over the temperature. Where controls are told, classifier-free guidance exaggerates
 * their effect. What a control adds to the others can have a scale of its own (Liu et al., 2022, "Compositional Visual
 * Generation with Composable Diffusion Models"), here for the one kind of cell that it speaks of: more doors are asked
 * for, and not the walls that come with them.
 */
async function guided(
  network: PlanNetwork,
  window: PlanWindow,
  asked: readonly number[],
  plan: PlanManifest,
  head: keyof PlanLogits,
): Promise<Float32Array> {
  const rows = guidanceRows(asked, plan).filter(
    (row) => row.all !== 0 || (head === 'kinds' && row.doors !== 0),
  );
  const inputs = { windows: rows.map(() => window), asked: rows.map(({ told }) => told) };
  const { [head]: logits } = await network(inputs);
  const classes = logits.length / rows.length;
  return logits.subarray(0, classes).map((_, i) => {
    const isDoor = head === 'kinds' && Math.floor(i / cells) === planKind.door;
    let sum = 0;
    for (const [row, { all, doors }] of rows.entries())
      sum += (isDoor ? doors : all) * logits[row * classes + i];
    return sum / plan.temperature[head];
  });
}

/** Controls that the network is told, and the weights by which its answers are added up; either sum to 1. */
interface GuidanceRow {
  told: readonly number[];
  /** Of every class but doors. */
  all: number;
  doors: number;
}

const doorsControl = planControls.findIndex(({ name }) => name === 'doors');

function guidanceRows(
  asked: readonly number[],
  { guidance, kindGuidance }: PlanManifest,
): readonly GuidanceRow[] {
  const untold = asked.map(() => untoldControl);
  if (asked.every((value) => value === untoldControl)) return [{ told: untold, all: 1, doors: 1 }];
  const more = asked[doorsControl] === untoldControl ? 0 : (kindGuidance?.doors ?? guidance) - guidance;
  const others = asked.map((value, control) => (control === doorsControl ? untoldControl : value));
  return [
    { told: asked, all: guidance, doors: guidance + more },
    { told: untold, all: 1 - guidance, doors: 1 - guidance },
    { told: others, all: 0, doors: -more },
  ];
}

/** Draws one of the `allowed` classes of cell `i` by softmax; `lot` is uniform in (0, 1). */
function draw(
  logits: Float32Array,
  i: number,
  classes: number,
  lot: number,
  allowed: (token: number) => boolean,
): number {
  const tokens = Array.from({ length: classes }, (_, token) => token).filter(allowed);
  const most = Math.max(...tokens.map((token) => logits[token * cells + i]));
  const weights = tokens.map((token) => Math.exp(logits[token * cells + i] - most));
  let left = lot * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [j, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return tokens[j];
  }
  return tokens[tokens.length - 1];
}

/** A random order of the tile's cells, and a lot for each. `stream` separates uses. */
function lotsOf(roomSeed: number, { x, z }: Tile, stream: number): { order: number[]; draw: Float64Array } {
  const rank = new Float64Array(cells);
  const draw = new Float64Array(cells);
  for (let i = 0; i < cells; i++) {
    const [a, b] = philox(i, stream, x | 0, z | 0, roomSeed >>> 0, key);
    rank[i] = a;
    draw[i] = (b + 0.5) / 2 ** 32;
  }
  const order = Array.from({ length: cells }, (_, i) => i).sort((i, j) => rank[i] - rank[j] || i - j);
  return { order, draw };
}

function isOpenQuestion(kind: number): boolean {
  return kind === unknownKind || kind === solidKind;
}

/** Index in the window of the tile's cell `i`. */
function tileCell(i: number): number {
  return windowCell(i % planTile, Math.floor(i / planTile));
}

/** Index in a square of so many cells a side. */
function middleCell(i: number, size: number): number {
  const border = (size - planTile) / 2;
  return (Math.floor(i / planTile) + border) * size + (i % planTile) + border;
}

function tileCells(): number[] {
  return Array.from({ length: cells }, (_, i) => tileCell(i));
}

/** Inputs as the tensors of plan.onnx. */
export function planTensors({ windows, asked }: PlanInputs): {
  kinds: BigInt64Array<ArrayBuffer>;
  materials: BigInt64Array<ArrayBuffer>;
  asked: Float32Array<ArrayBuffer>;
} {
  const size = planWindow * planWindow;
  const kinds = new BigInt64Array(windows.length * size);
  const materials = new BigInt64Array(windows.length * size);
  for (const [row, window] of windows.entries()) {
    for (let i = 0; i < size; i++) {
      kinds[row * size + i] = BigInt(window.kinds[i]);
      materials[row * size + i] = BigInt(window.materials[i]);
    }
  }
  return { kinds, materials, asked: Float32Array.from(asked.flat()) };
}
