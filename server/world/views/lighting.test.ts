import { expect, test } from 'vitest';
import { initialState } from '../spawn.ts';
import { relitManifest, testManifest, testSeed } from '../world.fixture.ts';
import { Lighting } from './lighting.ts';

function begin(seed = testSeed(), manifest = relitManifest) {
  const state = initialState(seed);
  return { state, lighting: new Lighting(manifest, seed, state) };
}

test('a world is drawn under the controls of its seed, whatever is requested', () => {
  const { state, lighting } = begin();
  state.controls.set('timeOfDay', 18);
  lighting.advance(state);
  expect(lighting.drawn).toEqual([0.25]);
});

test('nothing is relit while the world looks like its seed', () => {
  const { state, lighting } = begin();
  expect(lighting.look(state)).toBeUndefined();
  state.controls.set('timeOfDay', 9);
  lighting.advance(state);
  expect(lighting.look(state)).toBeUndefined();
});

test('a change is blended over one second, in both directions', () => {
  const { state, lighting } = begin({ ...testSeed(), sun: 1.5 });
  const ticks = (count: number) => {
    for (let i = 0; i < count; i++) lighting.advance(state);
    return lighting.look(state);
  };
  state.controls.set('timeOfDay', 18).set('theme', 2);
  state.guidance = 1.5;
  const first = ticks(1);
  expect(first?.asked[0]).toBeCloseTo(0.25 + 0.75 / 20);
  expect(first?.asked[3]).toBeCloseTo(1 / 20);
  expect(ticks(19)).toEqual({ asked: [1, 0, 0, 1], guidance: 1.5, sun: 1.5 });
  state.controls.set('timeOfDay', 9).set('theme', 0);
  expect(ticks(1)).toBeDefined();
  expect(ticks(19)).toBeUndefined();
});

test('a request during a change continues from what is shown', () => {
  const { state, lighting } = begin();
  state.controls.set('timeOfDay', 18);
  for (let i = 0; i < 10; i++) lighting.advance(state);
  state.controls.set('timeOfDay', 6);
  lighting.advance(state);
  expect(lighting.look(state)?.asked[0]).toBeCloseTo(0.625 - 0.625 / 20);
});

test('a saved world starts with its host’s requested controls', () => {
  const { state, lighting } = begin({ ...testSeed(), asked: { timeOfDay: 18, theme: 1 } });
  expect(lighting.drawn).toEqual([0.25]);
  expect(lighting.look(state)?.asked).toEqual([1, 0, 1, 0]);
});

test('a pack that cannot relight shows what it draws', () => {
  const { state, lighting } = begin(testSeed(), testManifest);
  state.controls.set('timeOfDay', 18);
  for (let i = 0; i < 20; i++) lighting.advance(state);
  expect(lighting.look(state)).toBeUndefined();
});
