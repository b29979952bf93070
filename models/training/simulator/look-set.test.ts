import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { relightCameraFeatures } from '../../../shared/geometry/relight-camera.ts';
import { lookNames } from '../../reference/looks.ts';
import { writeLookSet } from './look-files.ts';
import { makeLookSet, makeLookStates, plainRenders, renders } from './look-set.ts';

const intrinsics = { width: 64, height: 48, focal: 44 };
const pixels = intrinsics.width * intrinsics.height;
const plain = lookNames.indexOf('plain');
const set = makeLookSet(4, { intrinsics, looks: 5, settings: false });
const settings = makeLookSet(4, { intrinsics, looks: 3, settings: true });

describe('makeLookSet', () => {
  test('is deterministic for a seed, and differs between seeds', () => {
    expect(makeLookSet(4, { intrinsics, looks: 5, settings: false })).toEqual(set);
    expect(makeLookSet(5, { intrinsics, looks: 5, settings: false })).not.toEqual(set);
  });

  test('renders every moment equally often, the first ones plain, the others not', () => {
    expect(set.moments).toHaveLength(5);
    for (const moment of set.moments) {
      expect(moment.renders).toHaveLength(renders);
      expect(moment.renders.map(({ look }) => look === plain)).toEqual(
        moment.renders.map((_, i) => i < plainRenders),
      );
    }
  });

  test('asks for the same controls where it makes states alone', () => {
    const states = makeLookStates(4, { intrinsics, looks: 5, settings: false });
    const controls = ({ timeOfDay, fog, look }: { timeOfDay: number; fog: number; look: number }) => ({
      timeOfDay,
      fog,
      look,
    });
    expect(states.moments.map((moment) => moment.renders.map(controls))).toEqual(
      set.moments.map((moment) => moment.renders.map(controls)),
    );
    const lights = states.moments.flatMap((moment) => moment.renders.map(({ light }) => light.look));
    expect(lights.filter((look) => look === null)).toHaveLength(5 * plainRenders);
  });

  test('starts each moment with controls of captured seeds', () => {
    for (const {
      renders: [first],
    } of set.moments) {
      expect(first.timeOfDay).toBeGreaterThanOrEqual(0.2);
      expect(first.timeOfDay).toBeLessThanOrEqual(0.7);
      expect(first.fog).toBeLessThanOrEqual(0.3);
    }
  });

  test('shows the same geometry in all renders of a moment, in other colours', () => {
    for (const moment of set.moments) {
      expect(moment.camera).toHaveLength(relightCameraFeatures);
      expect([moment.inverseDepth.length, moment.entity.length]).toEqual([pixels, pixels]);
      expect(moment.inverseDepth.every((code) => code > 0)).toBe(true);
      const pictures = moment.renders.map(({ rgb }) => Buffer.from(rgb).toString('base64'));
      expect(new Set(pictures).size).toBe(renders);
    }
  });

  test('has one setting of each look, the same for all moments of a world', () => {
    const [first, ...others] = settings.moments.map((moment) =>
      moment.renders.map(({ timeOfDay, fog, look }) => ({ timeOfDay, fog, look })),
    );
    expect(first.map(({ look }) => look)).toEqual(lookNames.map((_, i) => i));
    for (const other of others) expect(other).toEqual(first);
  });
});

describe('writeLookSet', () => {
  test('writes pictures, depths and masks of all moments one after the other', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'looks-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const name = path.join(folder, 'looks-4');
    writeLookSet(name, set);
    const bytes = readFileSync(`${name}.bin`);
    const pictures = set.moments.length * renders * 3 * pixels;
    const depths = set.moments.length * 2 * pixels;
    expect(bytes.length).toBe(pictures + depths + set.moments.length * pixels);
    const last = set.moments[set.moments.length - 1];
    const lastPicture = bytes.subarray(pictures - 3 * pixels, pictures);
    expect(lastPicture.equals(Buffer.from(last.renders[renders - 1].rgb))).toBe(true);
    expect(bytes.readUInt16LE(pictures)).toBe(set.moments[0].inverseDepth[0]);
    expect(bytes.subarray(bytes.length - pixels).equals(Buffer.from(last.entity))).toBe(true);
    const header = JSON.parse(readFileSync(`${name}.json`, 'utf8'));
    // JSON has no negative zero.
    expect(header.cameras).toEqual(set.moments.map(({ camera }) => camera.map((value) => value + 0)));
    expect(header.controls[0][0]).toEqual([
      set.moments[0].renders[0].timeOfDay,
      set.moments[0].renders[0].fog,
      plain,
    ]);
  });
});
