import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../shared/pack.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import type { GeneratedView, ViewRequest } from '../contracts/view.ts';
import { loadPack, type Pack } from '../pack/pack.ts';
import { GraphConditioner } from './conditioning/graph-conditioner.ts';
import { GraphDrawer } from './drawing/graph-drawer.ts';
import { revealedShare, uncoveredShare } from './imagination.ts';
import { Sampler } from './sampler.ts';
import { createViewGraphs, type ViewGraphs } from './session.ts';

const pixels = 64 * 48;
const camera = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 };
let pack: Pack;
let graphs: ViewGraphs;

beforeAll(async () => {
  pack = await loadPack(join(import.meta.dirname, 'fixtures/pack'));
  const files = {
    condition: pack.graphFile('condition'),
    imagine: pack.graphFile('imagine'),
    draw: pack.graphFile('draw'),
  };
  graphs = await createViewGraphs(files, pack.manifest, 'cpu');
});

function sampler(manifest: Manifest = pack.manifest): Sampler {
  return new Sampler(
    graphs,
    { conditioner: new GraphConditioner(graphs.condition, manifest), drawer: new GraphDrawer(graphs.draw) },
    manifest,
  );
}

/** A picture of one colour at one depth code. */
function keyframe(level: number, code: number): Keyframe {
  const rgb = new Uint8Array(new SharedArrayBuffer(3 * pixels)).fill(level);
  const inverseDepth = new Uint16Array(new SharedArrayBuffer(2 * pixels)).fill(code);
  return { id: level, pose: camera, rgb, inverseDepth, tick: 0, author: '' };
}

function request(change: Partial<ViewRequest> = {}): ViewRequest {
  return {
    room: 'room',
    view: 'ann',
    roomSeed: 5,
    tick: 7,
    camera,
    previous: undefined,
    keyframes: [keyframe(90, 1000), keyframe(60, 3000)],
    entities: [],
    controls: [0.8],
    ...change,
  };
}

const player = { kind: 'player', x: 0, y: 0.9, z: 3, yaw: 0, colour: [1, 0, 0], state: 0 } as const;

describe('sampler', () => {
  it('draws what memory covers from its keyframes, without imagining', async () => {
    const { views, inference } = await sampler().sample([request({ entities: [player] })], { warp: true });
    const [view] = views;
    // The tiny pack averages its three slots. Slot 0 is empty.
    expect(view.rgb.every((value) => value === 50)).toBe(true);
    expect(view.inverseDepth.every((code) => code === 3000)).toBe(true);
    expect(view.coverage.every((value) => value === 255)).toBe(true);
    expect(view.warp?.every((value) => value === 90)).toBe(true);
    expect(view.entity.every((value) => value === 10)).toBe(true);
    expect(view.confidence[0]).toBe(204);
    expect(view).toMatchObject({ room: 'room', view: 'ann', tick: 7, camera, imagined: false });
    expect(inference.imagine).toBe(0);
  });

  it('leaves the reprojection out unless asked', async () => {
    const { views } = await sampler().sample([request()]);
    expect(views[0].warp).toBeUndefined();
  });

  it('feeds the previous frame in slot 0, with entity pixels unknown', async () => {
    const [previous] = (await sampler().sample([request()])).views;
    previous.rgb.fill(150);
    previous.inverseDepth.fill(60000);
    previous.entity.fill(0).fill(255, 0, 64);
    const [view] = (await sampler().sample([request({ previous })])).views;
    expect(view.rgb[0]).toBe(100);
    expect(view.inverseDepth[0]).toBe(3000);
    expect(view.inverseDepth[64]).toBe(60000);
    // A viewer may still hold the frame, so it must not change.
    expect(previous.inverseDepth[0]).toBe(60000);
  });

  it('imagines a view that memory leaves open, the same one for the same room seed, tick and view', async () => {
    const one = sampler();
    const open = request({ keyframes: [] });
    const [first] = (await one.sample([open])).views;
    const [again] = (await sampler().sample([open])).views;
    const [later] = (await one.sample([{ ...open, tick: 8 }])).views;
    expect(first.imagined).toBe(true);
    expect(first.rgb).toEqual(again.rgb);
    expect(first.rgb).not.toEqual(later.rgb);
    // Every token was revealed as an octave from 1 to 8, so the mean is at least 1 of 8.
    expect(first.rgb[0]).toBeGreaterThan(255 / 8);
  });

  it('does not imagine again from the same place, but does after moving on', async () => {
    const one = sampler();
    const open = request({ keyframes: [] });
    let [previous] = (await one.sample([open])).views;
    const imagined: boolean[] = [];
    for (const x of [0, 0.1, 0.2, 0.5, 0.5]) {
      [previous] = (await one.sample([{ ...open, camera: { ...camera, x }, previous }])).views;
      imagined.push(previous.imagined);
    }
    expect(imagined).toEqual([false, false, false, true, false]);
    const turned = { ...open, camera: { ...camera, x: 0.5, yaw: 0.3 }, previous };
    expect((await one.sample([turned])).views[0].imagined).toBe(true);
  });

  it('gives each view of a batch what it would get alone', async () => {
    const requests = [
      request(),
      request({ view: 'bob', keyframes: [] }),
      request({ view: 'eve', keyframes: [keyframe(30, 500)], controls: [0.2] }),
      request({ view: 'dan', keyframes: [], tick: 9 }),
    ];
    const one = sampler();
    const { views } = await one.sample(requests);
    for (const [i, each] of requests.entries()) {
      const [alone] = (await one.sample([each])).views;
      const planes = (v: GeneratedView) => [
        v.rgb,
        v.inverseDepth,
        v.entity,
        v.confidence,
        v.coverage,
        v.imagined,
      ];
      expect(planes(views[i])).toEqual(planes(alone));
    }
  });

  it('draws open views as they are with a pack that cannot imagine', async () => {
    const { imagine: _, ...manifest } = pack.manifest;
    const [view] = (await sampler(manifest).sample([request({ keyframes: [] })])).views;
    expect(view.imagined).toBe(false);
    expect(view.rgb[0]).toBe(0);
  });

  it('takes no more entities than the pack draws', async () => {
    const [view] = (await sampler().sample([request({ entities: [player, player, player, player] })])).views;
    expect(view.entity[0]).toBe(20);
  });

  it('reveals by the cosine schedule and ends with everything', () => {
    const shares = [0, 1, 2, 3].map((step) => revealedShare(step, 4));
    expect(shares[0]).toBeCloseTo(1 - Math.cos(Math.PI / 8), 6);
    expect(shares[3]).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    expect(revealedShare(0, 1)).toBe(1);
  });

  it('counts uncovered pixels', () => {
    expect(uncoveredShare(Uint8Array.of(0, 127, 128, 255))).toBe(0.5);
  });
});
