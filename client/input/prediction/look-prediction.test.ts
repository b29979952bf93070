import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JointAction } from '../../../server/world/joint-action.ts';
import { turnPlayers } from '../../../server/world/physics/motion.ts';
import { testManifest as manifest } from '../../../server/world/world.fixture.ts';
import type { WorldState } from '../../../server/world/world-state.ts';
import { neutralAction } from '../../../shared/action.ts';
import { angleBetween, type Look } from '../../../shared/geometry/look.ts';
import { type LookIntent, LookPrediction } from './look-prediction.ts';

const { rate } = manifest.view;
const period = 1000 / rate;
const id = 'ada';
const still: LookIntent = { turn: { held: 0, moved: 0 }, look: { held: 0, moved: 0 } };
const value = fc.double({ min: -1, max: 1, noNaN: true });
const turn = fc.record({ turn: value, look: value });
const start = fc.record({
  yaw: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
  pitch: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
});

/** A room with one player who only turns. */
class TurningRoom {
  readonly inputs = new JointAction();
  readonly state: WorldState;
  acknowledged = 0;

  constructor({ yaw, pitch }: Look) {
    const body = { x: 0, y: 0, z: 0, vx: 0, vy: 0, vz: 0, heading: yaw, kind: 'player' as const };
    const player = { id, name: 'Ada', colour: 0, body, pitch, score: 0, connected: true, acknowledged: 0 };
    this.state = {
      tick: 0,
      players: new Map([[id, player]]),
      entities: new Map(),
      nextEntity: 0,
      controls: new Map(),
      guidance: 1,
    };
    this.inputs.reset(id);
  }

  /** Carries out a tick the way the server's advance() begins it. */
  tick(): void {
    const merged = this.inputs.merge();
    turnPlayers(this.state, merged, manifest);
    this.acknowledged = merged.get(id)?.sequence ?? 0;
  }

  get look(): Look {
    const player = this.state.players.get(id);
    return { yaw: player?.body.heading ?? 0, pitch: player?.pitch ?? 0 };
  }
}

function newPrediction(intent: () => LookIntent = () => still): LookPrediction {
  return new LookPrediction(manifest.actions, rate, intent);
}

describe('LookPrediction', () => {
  it('is undefined before the first state of the room', () => {
    expect(newPrediction().at(0)).toBeUndefined();
  });

  it('extrapolates held controls, and no pointer movement', () => {
    const intent = { turn: { held: 1, moved: 0 }, look: { held: -0.5, moved: 0 } };
    const prediction = newPrediction(() => intent);
    prediction.acknowledge({ yaw: 0, pitch: 0 }, 0, 0);
    const now = prediction.at(10);
    const later = prediction.at(10, 20);
    expect((later?.yaw ?? 0) - (now?.yaw ?? 0)).toBeCloseTo(manifest.actions.turnRate * 0.02, 9);
    expect((later?.pitch ?? 0) - (now?.pitch ?? 0)).toBeCloseTo(manifest.actions.lookRate * -0.01, 9);
    expect(prediction.at(10)).toEqual(now);

    const moving = newPrediction(() => ({ ...still, turn: { held: 0, moved: 0.5 } }));
    moving.acknowledge({ yaw: 0, pitch: 0 }, 0, 0);
    expect(moving.at(10, 20)).toEqual(moving.at(10));
  });

  it('predicts the direction that the room will reach, whichever input it acknowledged last', () => {
    fc.assert(
      fc.property(start, fc.array(turn, { maxLength: 20 }), fc.nat(), (from, turns, seen) => {
        const room = new TurningRoom(from);
        const prediction = newPrediction();
        const acknowledged = seen % (turns.length + 1);
        prediction.acknowledge(from, 0, 0);
        let state = { look: room.look, sequence: 0 };
        for (const [index, action] of turns.entries()) {
          const sequence = index + 1;
          prediction.sampled({ before: still, after: still, input: { sequence, action } }, index);
          room.inputs.set(id, { sequence, action: { ...neutralAction, ...action } });
          room.tick();
          if (sequence === acknowledged) state = { look: room.look, sequence: room.acknowledged };
        }
        prediction.acknowledge(state.look, state.sequence, turns.length);
        expect(angleBetween(prediction.integrated ?? from, room.look)).toBeLessThan(1e-6);
      }),
    );
  });

  it('ends at the room’s direction even if inputs bunch up and states are late', () => {
    const step = fc.record({ action: turn, held: fc.nat({ max: 3 }), lag: fc.nat({ max: 4 }) });
    fc.assert(
      fc.property(start, fc.array(step, { minLength: 1, maxLength: 30 }), (from, steps) => {
        const room = new TurningRoom(from);
        const prediction = newPrediction();
        prediction.acknowledge(from, 0, 0);
        const waiting: { sequence: number; action: { turn: number; look: number } }[] = [];
        const states: { look: Look; sequence: number }[] = [];
        for (const [index, { action, held, lag }] of steps.entries()) {
          const now = index * period;
          const input = { sequence: index + 1, action };
          prediction.sampled({ before: still, after: still, input }, now);
          waiting.push(input);
          // Some ticks get no new input, some several.
          for (const { sequence, action } of waiting.splice(0, held)) {
            room.inputs.set(id, { sequence, action: { ...neutralAction, ...action } });
          }
          room.tick();
          states.push({ look: room.look, sequence: room.acknowledged });
          const state = states.at(-1 - lag);
          if (state) prediction.acknowledge(state.look, state.sequence, now);
        }
        const rest = { sequence: steps.length + 1, action: { turn: 0, look: 0 } };
        prediction.sampled({ before: still, after: still, input: rest }, steps.length * period);
        room.inputs.set(id, { sequence: rest.sequence, action: neutralAction });
        room.tick();
        prediction.acknowledge(room.look, room.acknowledged, steps.length * period);
        expect(angleBetween(prediction.integrated ?? from, room.look)).toBeLessThan(1e-6);
        const settled = prediction.at(steps.length * period + 5_000);
        expect(angleBetween(settled ?? from, room.look)).toBeLessThan(1e-6);
      }),
    );
  });

  it('does not jump at samples or corrections', () => {
    const axis = fc.record({ held: fc.constantFrom(-1, 0, 1), moved: value });
    fc.assert(
      fc.property(start, turn, turn, axis, axis, (from, action, error, one, other) => {
        let intent: LookIntent = { turn: one, look: { held: 0, moved: 0 } };
        const prediction = newPrediction(() => intent);
        // A level view, so that the pitch limit does not clip anything.
        prediction.acknowledge({ yaw: from.yaw, pitch: 0 }, 0, 0);
        const before = prediction.at(30);
        const after: LookIntent = { turn: other, look: { held: 0, moved: 0 } };
        const sample = { before: intent, after, input: { sequence: 1, action: { ...action, look: 0 } } };
        prediction.sampled(sample, 30);
        intent = after;
        expect(angleBetween(prediction.at(30) ?? from, before ?? from)).toBeLessThan(1e-6);
        const corrected = { yaw: from.yaw + error.turn * 0.05, pitch: 0 };
        prediction.acknowledge(corrected, 1, 30);
        expect(angleBetween(prediction.at(30) ?? from, before ?? from)).toBeLessThan(1e-6);
      }),
    );
  });

  it('turns with the pointer at once, and evenly while a control is held', () => {
    const intent = { turn: { held: 0, moved: 0 }, look: { held: 0, moved: 0 } };
    const prediction = newPrediction(() => intent);
    prediction.acknowledge({ yaw: 0, pitch: 0 }, 0, 0);
    const tick = manifest.actions.turnRate / rate;
    intent.turn = { held: 0, moved: 0.5 };
    expect(prediction.at(1)?.yaw).toBeCloseTo(tick / 2, 6);

    intent.turn = { held: 1, moved: 0 };
    const steps: number[] = [];
    const frame = period / 5;
    let yaw = prediction.at(1)?.yaw ?? 0;
    for (let i = 1; i <= 100; i++) {
      const now = 1 + i * frame;
      if (i % 5 === 0) {
        const input = { sequence: i / 5, action: { turn: 1, look: 0 } };
        prediction.sampled({ before: intent, after: intent, input }, now);
        prediction.acknowledge({ yaw: (i / 5) * tick, pitch: 0 }, i / 5, now);
      }
      const next = prediction.at(now)?.yaw ?? 0;
      steps.push(Math.atan2(Math.sin(next - yaw), Math.cos(next - yaw)));
      yaw = next;
    }
    for (const step of steps.slice(-50)) expect(step).toBeCloseTo(tick / 5, 4);
  });

  it('takes over the direction of a body that was teleported', () => {
    const prediction = newPrediction();
    prediction.acknowledge({ yaw: 0, pitch: 0 }, 0, 0);
    prediction.acknowledge({ yaw: 3, pitch: 0 }, 0, 1);
    expect(prediction.at(1)?.yaw).toBeCloseTo(3, 6);
  });

  it('drops inputs that the room never acknowledged', () => {
    const prediction = newPrediction();
    prediction.acknowledge({ yaw: 0, pitch: 0 }, 0, 0);
    const input = { sequence: 1, action: { turn: 1, look: 0 } };
    prediction.sampled({ before: still, after: still, input }, 0);
    prediction.acknowledge({ yaw: 0, pitch: 0 }, 0, 10_000);
    expect(prediction.integrated?.yaw).toBeCloseTo(0, 6);
  });
});
