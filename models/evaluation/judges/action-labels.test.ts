import { describe, expect, it } from 'vitest';
import { neutralAction } from '../../../shared/action.ts';
import { pitchLimit, Simulation } from '../../reference/simulation.ts';
import { generateWorld } from '../../reference/world.ts';
import { happenedClasses, levelMotion, pressedActions } from './action-labels.ts';

const play = () => new Simulation(generateWorld(1_700_001), { players: 1, seed: 5 });
const walk = { ...neutralAction, move: 1 };

describe('pressed actions', () => {
  it('have classes by sign, and an effect in the open', () => {
    const action = { ...neutralAction, strafe: -1, turn: 0.4, look: -0.5, jump: true };
    const { classes, effective } = pressedActions(play(), action);
    expect(classes).toEqual([1, 0, 2, 0, 1]);
    expect(effective.slice(2)).toEqual([true, true, true]);
  });

  it('do not change the simulation that is asked', () => {
    const simulation = play();
    const before = JSON.stringify(simulation.players);
    pressedActions(simulation, { ...walk, turn: 1, jump: true });
    expect(JSON.stringify(simulation.players)).toBe(before);
  });

  it('have no effect where a wall has stopped the player', () => {
    const simulation = play();
    const [player] = simulation.players;
    // Straight along an axis, so that nothing is left to slide.
    player.yaw = 0;
    for (let tick = 0; tick < 300; tick++) simulation.step([walk]);
    expect(pressedActions(simulation, walk).effective[0]).toBe(false);
    expect(pressedActions(simulation, { ...walk, move: -1 }).effective[0]).toBe(true);
  });

  it('have no effect where the look is at its limit', () => {
    const simulation = play();
    simulation.players[0].pitch = pitchLimit;
    const effect = (look: number) => pressedActions(simulation, { ...neutralAction, look }).effective[3];
    expect([effect(1), effect(0), effect(-1)]).toEqual([false, false, true]);
  });

  it('do not jump in the air', () => {
    const simulation = play();
    const jump = { ...neutralAction, jump: true };
    simulation.step([jump]);
    const { classes, effective } = pressedActions(simulation, jump);
    expect(classes[4]).toBe(0);
    expect(effective[4]).toBe(false);
  });
});

describe('what happened', () => {
  const pose = { x: 2, y: 1.6, z: 3, yaw: Math.PI / 2, pitch: 0 };

  it('is read along the later heading', () => {
    const after = { ...pose, x: 2.2, z: 2.9, y: 1.8, pitch: -0.1 };
    expect(happenedClasses(pose, after)).toEqual([2, 2, 1, 0, 2]);
    const motion = levelMotion(pose, after).map((value) => Math.round(value * 100) / 100 + 0);
    expect(motion).toEqual([-0.1, 0, 0, 0.1, 0.2, 0.2]);
  });

  it('turns past half a circle', () => {
    const at = (yaw: number) => ({ ...pose, yaw });
    expect(happenedClasses(at(3.1), at(-3.1))).toEqual([1, 1, 2, 1, 1]);
  });
});
