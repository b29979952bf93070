import { describe, expect, it } from 'vitest';
import { testManifest } from '../../../server/world/world.fixture.ts';
import { type Action, neutralAction } from '../../../shared/action.ts';
import { lookLimits } from '../../reference/player.ts';
import { generateWorld } from '../../reference/world.ts';
import { playReference } from '../rollout/reference-play.ts';
import { playerOf } from '../rollout/rollout.ts';
import { happenedClasses, levelMotion, pressedActions } from './action-labels.ts';

const reference = generateWorld(1_700_001);

function play() {
  const world = playReference({ reference, manifest: testManifest, roomSeed: 5 });
  world.join(id, id);
  let sequence = 0;
  const step = async (action: Action) => {
    world.setInput(id, { sequence: ++sequence, action });
    await world.advance();
  };
  return { world, player: playerOf(world, id), step };
}

const id = 'somebody';
const walk = { ...neutralAction, move: 1 };

describe('pressedActions', () => {
  it('has classes by sign, and actions in the open have an effect', () => {
    const action = { ...neutralAction, strafe: -1, turn: 0.4, look: -0.5, jump: true };
    const { classes, effective } = pressedActions(play().world, id, action);
    expect(classes).toEqual([1, 0, 2, 0, 1]);
    expect(effective.slice(2)).toEqual([true, true, true]);
  });

  it('does not change the world', () => {
    const { world } = play();
    const before = structuredClone(world.state);
    pressedActions(world, id, { ...walk, turn: 1, jump: true });
    expect(world.state).toEqual(before);
  });

  it('finds no effect if a wall has stopped the player', async () => {
    const { world, player, step } = play();
    // Straight along an axis, so that nothing is left to slide.
    player.body.heading = 0;
    for (let tick = 0; tick < 300; tick++) await step(walk);
    expect(pressedActions(world, id, walk).effective[0]).toBe(false);
    expect(pressedActions(world, id, { ...walk, move: -1 }).effective[0]).toBe(true);
  });

  it('finds no effect if the look is at its limit', () => {
    const { world, player } = play();
    player.pitch = lookLimits.pitchLimit;
    const effect = (look: number) => pressedActions(world, id, { ...neutralAction, look }).effective[3];
    expect([effect(1), effect(0), effect(-1)]).toEqual([false, false, true]);
  });

  it('finds no jump in the air', async () => {
    const { world, step } = play();
    const jump = { ...neutralAction, jump: true };
    await step(jump);
    const { classes, effective } = pressedActions(world, id, jump);
    expect(classes[4]).toBe(0);
    expect(effective[4]).toBe(false);
  });
});

describe('happenedClasses', () => {
  const pose = { x: 2, y: 1.6, z: 3, yaw: Math.PI / 2, pitch: 0 };

  it('uses the axes of the later heading', () => {
    const after = { ...pose, x: 2.2, z: 2.9, y: 1.8, pitch: -0.1 };
    expect(happenedClasses(pose, after)).toEqual([2, 2, 1, 0, 2]);
    const motion = levelMotion(pose, after).map((value) => Math.round(value * 100) / 100 + 0);
    expect(motion).toEqual([-0.1, 0, 0, 0.1, 0.2, 0.2]);
  });

  it('handles the wrap at half a turn', () => {
    const at = (yaw: number) => ({ ...pose, yaw });
    expect(happenedClasses(at(3.1), at(-3.1))).toEqual([1, 1, 2, 1, 1]);
  });
});
