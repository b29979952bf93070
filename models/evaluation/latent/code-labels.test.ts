import { expect, test } from 'vitest';
import { testManifest } from '../../../server/world/world.fixture.ts';
import { levelMotion } from '../judges/action-labels.ts';
import { CodeLabels } from './code-labels.ts';
import { compared } from './latent-replay.ts';
import { type FramePair, restlessPlay } from './restless-play.ts';

const view = { width: 256, height: 144, focal: 176, rate: 12 };
const actions = {
  ...testManifest.actions,
  turnRate: Math.PI,
  lookRate: Math.PI / 2,
  pitchLimit: Math.PI / 6,
};
const manifest = { ...testManifest, view, actions };

/** The true code of a pair: how static points move for the later eye. */
function codeOf({ before, after }: FramePair): number[] {
  const [look, turn, , aside, up, ahead] = levelMotion(before.pose, after.pose);
  return [look, -turn, 0, -aside, -up, -ahead];
}

async function labelled(change: (code: number[], i: number) => number[]) {
  const labels = new CodeLabels(manifest);
  const read = [];
  let i = 0;
  for await (const pair of restlessPlay(1_500_002, 24, manifest)) {
    const action = labels.label(change(codeOf(pair), i++), pair.before.frame, pair.after.frame);
    read.push({ action, pair });
  }
  return read;
}

test('true codes become the turns, and nearly the keys, that were pressed', async () => {
  const read = await labelled((code) => code);
  let right = 0;
  for (const { action, pair } of read) {
    const [look, turn] = levelMotion(pair.before.pose, pair.after.pose);
    expect(action.turn * (Math.PI / 12)).toBeCloseTo(turn, 1);
    expect(action.look * (Math.PI / 24)).toBeCloseTo(look, 1);
    const keys = [action.move, action.strafe].map(
      (axis) => Math.round(Math.max(-1, Math.min(1, 1.5 * axis))) + 1,
    );
    if (keys.every((key, axis) => key === pair.pressed.classes[axis] || !pair.pressed.effective[axis]))
      right++;
  }
  expect(right / read.length).toBeGreaterThan(0.7);
});

test('a code that the frames contradict is not believed', async () => {
  const wrong = await labelled((code, i) => (i % 4 === 3 ? [...code.slice(0, 3), 0.25, 0, -code[5]] : code));
  const right = await labelled((code) => code);
  const off = wrong
    .filter((_, i) => i % 4 === 3)
    .map(({ action }, i) => {
      const { action: believed } = right[4 * i + 3];
      return Math.hypot(action.move - believed.move, action.strafe - believed.strafe);
    });
  // Believed, each of them would be off by 1 or more.
  expect(off.filter((distance) => distance < 0.5).length / off.length).toBeGreaterThan(0.6);
});

test('a path is compared tick by tick, by its length', () => {
  const recorded = [0, 1, 2, 3, 3].map((x) => ({ x, z: 0 }));
  const replayed = [0, 1, 2.2, 3.6, 3.6].map((x) => ({ x, z: 0 }));
  expect(compared(recorded, replayed)).toMatchObject({ metres: 3, left: 3 });
  expect(compared(recorded, replayed).share).toBeCloseTo(2 / 3);
  expect(compared(recorded, recorded)).toMatchObject({ share: 1, most: 0, left: undefined });
});
