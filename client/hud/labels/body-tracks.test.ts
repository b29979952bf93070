import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlayerState, RoomState } from '../../../shared/state.ts';
import { BodyTracks } from './body-tracks.ts';

/** A state in which Ann stands at this x. */
function stateOf(tick: number, x: number): RoomState {
  const state = new RoomState();
  const player = new PlayerState();
  Object.assign(player, { x, y: 0, z: 2 * x });
  state.tick = tick;
  state.players.set('ann', player);
  return state;
}

const nowhere = () => ({ x: Number.NaN, y: Number.NaN, z: Number.NaN });

describe('BodyTracks', () => {
  it('interpolates a body at constant speed for ticks that the page missed', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 0, max: 100 }), (given, back) => {
        const tracks = new BodyTracks();
        let tick = 10;
        tracks.update(stateOf(tick, tick));
        for (const gap of given) {
          tick += gap;
          tracks.update(stateOf(tick, tick));
        }
        const asked = Math.max(10, tick - Math.min(back, 60));
        const out = nowhere();
        expect(tracks.at('ann', asked, out)).toBe(true);
        expect(out.x).toBeCloseTo(asked, 5);
        expect(out.z).toBeCloseTo(2 * asked, 5);
      }),
    );
  });

  it('gives the newest position for a tick newer than the state', () => {
    const tracks = new BodyTracks();
    tracks.update(stateOf(4, 1));
    tracks.update(stateOf(4, 2));
    const out = nowhere();
    expect(tracks.at('ann', 9, out)).toBe(true);
    expect(out).toEqual({ x: 2, y: 0, z: 4 });
  });

  it('has no position before a player joined or after the player left', () => {
    const tracks = new BodyTracks();
    tracks.update(stateOf(4, 1));
    expect(tracks.at('ann', 3, nowhere())).toBe(false);
    expect(tracks.at('ben', 4, nowhere())).toBe(false);
    tracks.update(new RoomState());
    expect(tracks.at('ann', 4, nowhere())).toBe(false);
  });
});
