import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawingControls } from '../../../shared/controls.ts';
import { decodeDepth } from '../../../shared/geometry/inverse-depth.ts';
import { sketchRoots } from '../../../shared/geometry/sketch-depth.ts';
import type { DepthSketch, PlanSketch, Sketch } from '../../../shared/sketch.ts';
import type { ViewRequest } from '../../contracts/view.ts';
import { Generator } from '../../generation/generator.ts';
import { RoomMemory } from '../../memory/room-memory.ts';
import { defaultPackFolder, loadPack, type Pack } from '../../pack/pack.ts';
import { sketchedWall as plan } from './sketch.fixture.ts';
import { paintSketch } from './sketch-painter.ts';

const camera = { x: 205, y: 1.6, z: 204.75, yaw: 0, pitch: 0 };

describe('a sketch that the default pack draws', { timeout: 240_000 }, () => {
  let pack: Pack;
  let generator: Generator;

  beforeAll(async () => {
    pack = await loadPack(defaultPackFolder);
    const logger = pino({ level: 'silent' });
    generator = await Generator.create(pack, { provider: 'cpu', workers: 1, logger });
  }, 240_000);

  afterAll(() => generator?.close());

  function paint(sketch: Sketch, memory: RoomMemory) {
    const controls = drawingControls(pack.manifest).map(() => 0.4);
    const { manifest } = pack;
    const now = () => ({ tick: 1, controls });
    return paintSketch(sketch, { memory, model: generator, manifest, room: 'room', roomSeed: 5, now });
  }

  /** Share of the wall's pixels that a first view draws within 0.4 m of the sketch. */
  async function followed(sketches: PlanSketch[]): Promise<number> {
    const request: ViewRequest = {
      room: 'room',
      view: 'ann',
      roomSeed: 5,
      tick: 1,
      camera,
      previous: undefined,
      keyframes: [],
      entities: [],
      controls: drawingControls(pack.manifest).map(() => 0.4),
      sketches,
    };
    const [view] = await generator.generate([request]);
    expect(view.imagined).toBe(true);
    const roots = sketchRoots([plan], camera, pack.manifest.view);
    const ground = sketchRoots([{ ...plan, walls: [] }], camera, pack.manifest.view);
    const wall = [...roots.keys()].filter((i) => roots[i] > 0 && roots[i] !== ground[i]);
    expect(wall.length).toBeGreaterThan(5000);
    const right = wall.filter((i) => Math.abs(decodeDepth(view.inverseDepth[i]) - 4) < 0.4);
    return right.length / wall.length;
  }

  it('a sketched wall in an unseen place is drawn where it was sketched', async () => {
    expect(await followed([plan])).toBeGreaterThan(0.7);
    expect(await followed([])).toBeLessThan(0.6);
  });

  it('memory keeps no surface that contradicts the plan', async () => {
    const memory = new RoomMemory(pack.manifest);
    await paint(plan, memory);
    let kept = 0;
    for (const { pose, inverseDepth } of memory.keyframes) {
      const roots = sketchRoots([plan], pose, pack.manifest.view);
      for (const [i, code] of inverseDepth.entries()) {
        if (code === 0 || roots[i] < 0) continue;
        kept++;
        const said = roots[i] ** -2;
        expect(Math.abs(decodeDepth(code) - said)).toBeLessThanOrEqual(Math.max(0.15, 0.05 * said));
      }
    }
    expect(kept).toBeGreaterThan(20_000);
  });

  it('a depth sketch becomes memory', async () => {
    const sketch: DepthSketch = { kind: 'depth', pose: camera, columns: 2, rows: 2, depths: [3, 3, 3, 3] };
    const memory = new RoomMemory(pack.manifest);
    const result = await paint(sketch, memory);
    expect(result).toMatchObject({ views: 1, kept: 1, known: 0 });
    const [keyframe] = memory.keyframes;
    const depths = [...keyframe.inverseDepth].filter((code) => code > 0).map(decodeDepth);
    const near = depths.filter((depth) => Math.abs(depth - 3) < 0.4).length;
    expect(near / depths.length).toBeGreaterThan(0.7);
  });
});
