import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactText, parseExact } from '../../contracts/exact-json.ts';
import { memoryHash } from '../../memory/memory-hash.ts';
import { RoomMemory } from '../../memory/room-memory.ts';
import { freePlay } from '../modes/free-play.ts';
import { modes } from '../modes/modes.ts';
import { tag } from '../modes/tag.ts';
import { playManifest, plays, playTick, playWorld } from './played-world.fixture.ts';
import { stateHash } from './state-hash.ts';
import { worldSnapshotSchema } from './world-snapshot.ts';

/** The snapshot as a file would give it back. */
const throughText = (snapshot: object) => worldSnapshotSchema.parse(parseExact(exactText(snapshot)));

describe('a world', () => {
  test('that is restored from a snapshot goes on like the uninterrupted one, memory included', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...modes),
        fc.array(plays, { maxLength: 60 }),
        fc.array(plays, { minLength: 1, maxLength: 40 }),
        async (mode, before, after) => {
          const memory = new RoomMemory(playManifest);
          const world = playWorld(mode, memory);
          for (const play of before) await playTick(world, play);

          const snapshot = throughText(world.snapshot());
          const copy = structuredClone(memory.snapshot());
          const again = await RoomMemory.restore(playManifest, copy);
          const restored = playWorld(mode, again);
          restored.restore(snapshot);
          expect(stateHash(restored.snapshot())).toBe(stateHash(world.snapshot()));

          for (const play of after) await playTick(world, play);
          for (const play of after) await playTick(restored, play);
          expect(stateHash(restored.snapshot())).toBe(stateHash(world.snapshot()));
          expect(memoryHash(again.snapshot())).toBe(memoryHash(memory.snapshot()));
          expect(restored.report()).toMatchObject({
            ticks: world.report().ticks,
            views: world.report().views,
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  test('can be put back to an earlier snapshot of its own', async () => {
    const world = playWorld(freePlay);
    const [first, ...more] = fc.sample(plays, { numRuns: 30, seed: 4 });
    await playTick(world, first);
    const snapshot = world.snapshot();
    const before = stateHash(snapshot);
    for (const play of more) await playTick(world, play);
    expect(stateHash(world.snapshot())).not.toBe(before);
    world.restore(snapshot);
    expect(stateHash(world.snapshot())).toBe(before);
    // The snapshot is a copy: the world does not write into it.
    for (const play of more) await playTick(world, play);
    expect(stateHash(snapshot)).toBe(before);
  });

  test('takes no snapshot of another mode or room seed, nor in the middle of a tick', async () => {
    const world = playWorld(freePlay);
    expect(() => playWorld(tag).restore(world.snapshot())).toThrow(/mode free-play/);
    const under = world.advance();
    expect(() => world.snapshot()).toThrow(/under way/);
    await under;
  });

  test('gives the body, the points and the role of a player to another session', async () => {
    const world = playWorld(tag);
    const [calm] = fc.sample(plays, { numRuns: 1, seed: 1 });
    const still = { ...calm, joins: [], leaves: [], drops: [], actions: [], command: undefined };
    while (world.match.phase !== 'round') await playTick(world, still);
    for (let tick = 0; tick < 60; tick++) await playTick(world, still);
    const it = world.match.standings.find(({ role }) => role === 'it')?.id ?? '';
    const body = { ...world.state.players.get(it)?.body };
    world.rename(it, 'session-2');
    expect([...world.state.players.keys()]).not.toContain(it);
    expect(world.state.players.get('session-2')?.body).toEqual(body);
    expect(world.match).toMatchObject({ own: { it: 'session-2' }, marks: [{ follows: 'session-2' }] });
    expect(world.match.standings.find(({ role }) => role === 'it')?.id).toBe('session-2');
    await playTick(world, still);
    expect(() => world.rename('nobody', 'x')).toThrow(/no player/);
  });
});

describe('the text of a snapshot', () => {
  test('keeps every number bit by bit', () => {
    const { state, ...rest } = playWorld(freePlay).snapshot();
    const controls: [string, number][] = [
      ['zero', -0],
      ['tiny', 5e-324],
      ['third', 1 / 3],
    ];
    const read = throughText({ ...rest, state: { ...state, controls } });
    expect(read.state.controls).toEqual(controls);
    expect(Object.is(read.state.controls[0][1], -0)).toBe(true);
  });

  test('is refused with the field that is wrong', () => {
    const snapshot = playWorld(freePlay).snapshot();
    const { success, error } = worldSnapshotSchema.safeParse({ ...snapshot, joined: -1 });
    expect([success, error?.issues[0].path]).toEqual([false, ['joined']]);
    expect(worldSnapshotSchema.safeParse({ ...snapshot, format: 2 }).success).toBe(false);
  });
});
