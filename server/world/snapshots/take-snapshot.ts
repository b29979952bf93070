import type { TickParts } from '../world-tick.ts';
import { type WorldSnapshot, worldSnapshotFormat, worldSnapshotSchema } from './world-snapshot.ts';

type Parts = Pick<
  TickParts,
  'state' | 'match' | 'inputs' | 'lighting' | 'commands' | 'sketches' | 'statistics' | 'roomSeed' | 'map'
>;

/** A copy of what a world is between two ticks; `withMap`: with the tiles of its map, which a log has anyway. */
export function takeSnapshot(parts: Parts, joined: number, withMap: boolean): WorldSnapshot {
  const { state, match, inputs, lighting, commands, sketches, statistics, roomSeed } = parts;
  const { tick, players, entities, controls, guidance, nextEntity } = state;
  const { deadlineAttainment: _, keyframes: __, ...counts } = statistics.report(0);
  // The schema copies, and refuses what could not be read again.
  return worldSnapshotSchema.parse({
    format: worldSnapshotFormat,
    roomSeed,
    joined,
    state: {
      tick,
      players: [...players.values()],
      entities: [...entities],
      controls: [...controls],
      guidance,
      nextEntity,
    },
    match,
    inputs: inputs.snapshot(),
    lighting: lighting.snapshot(),
    commands,
    sketches,
    map: withMap ? parts.map?.saved() : undefined,
    statistics: counts,
  });
}

/**
 * Makes the parts of a world what they were when the snapshot was taken.
 *
 * @returns Number of players that had joined.
 * @throws RangeError if the snapshot is of another mode or room seed
 */
export function restoreSnapshot(parts: Parts, snapshot: WorldSnapshot): number {
  const { state, match, inputs, lighting, commands, sketches, statistics, roomSeed } = parts;
  if (snapshot.match.mode !== match.mode || snapshot.roomSeed !== roomSeed) {
    throw new RangeError(
      `The snapshot is of mode ${snapshot.match.mode} and room seed ${snapshot.roomSeed}, the world of ${match.mode} and ${roomSeed}.`,
    );
  }
  const { tick, players, entities, controls, guidance, nextEntity } = structuredClone(snapshot.state);
  Object.assign(state, { tick, guidance, nextEntity });
  refill(
    state.players,
    players.map((player) => [player.id, player]),
  );
  refill(
    state.entities,
    entities.map(([id, entity]) => {
      return [id, entity.kind === 'orb' ? { ...entity, returns: entity.returns } : entity];
    }),
  );
  refill(state.controls, controls);
  const { record, ...rest } = structuredClone(snapshot.match);
  Object.assign(match, { ...rest, record });
  inputs.restore(snapshot.inputs);
  lighting.restore(structuredClone(snapshot.lighting));
  commands.splice(0, commands.length, ...snapshot.commands);
  sketches.splice(0, sketches.length, ...structuredClone(snapshot.sketches));
  parts.map?.restore(snapshot.map, state.entities.values());
  statistics.restore(snapshot.statistics);
  return snapshot.joined;
}

function refill<Key, Value>(map: Map<Key, Value>, entries: Iterable<readonly [Key, Value]>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
