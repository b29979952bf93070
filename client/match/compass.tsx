import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { MarkState, RoomState } from '../../shared/state.ts';
import { texts } from '../texts.ts';
import { wordFor } from './match-words.ts';

/** Keys of marks that a compass points to: places to which there is a way to go first. */
const shown: ReadonlySet<string> = new Set(['treasure']);

/** Direction of a place, degrees from 0 to 359: 0 along +z, clockwise seen from above. */
export function bearingOf(from: GroundPoint, to: GroundPoint): number {
  const degrees = Math.round((Math.atan2(to.x - from.x, to.z - from.z) * 180) / Math.PI);
  return (degrees + 360) % 360;
}

/** The side on which a bearing lies for somebody who looks along `yaw` (radians): 0 = ahead, by eighths clockwise. */
export function sideOf(bearing: number, yaw: number): number {
  const eighths = Math.round((bearing - (yaw * 180) / Math.PI) / 45);
  return ((eighths % 8) + 8) % 8;
}

/** Where a game mode's goal lies for a player. */
export interface CompassReading {
  /** Rotation of the arrow, whole degrees: 0 points ahead. */
  readonly turn: number;
  /** Bearing and metres. */
  readonly text: string;
  /** The same for screen readers, with the side on which it lies when the text changed last. */
  readonly label: string;
}

/**
 * What the compass of this player reads; undefined without a goal, or without a body. The label stays that of `former` while
 * the text does, because a turning head alone is no news.
 */
export function readCompass(
  state: RoomState,
  ownId: string | undefined,
  former: CompassReading | undefined,
): CompassReading | undefined {
  const own = ownId === undefined ? undefined : state.players.get(ownId);
  const mark = [...state.match.marks.values()].find(({ key }) => shown.has(key));
  const place = mark && placeOf(mark, state);
  if (own === undefined || mark === undefined || place === undefined) return undefined;
  const { game, map } = texts;
  const bearing = bearingOf(own, place);
  const metres = Math.round(Math.hypot(place.x - own.x, place.z - own.z));
  const turn = Math.round(bearing - (own.yaw * 180) / Math.PI);
  const text = `${game.bearing(bearing)} ${game.metres(metres)}`;
  if (text === former?.text) return { ...former, turn };
  const side = map.directions[sideOf(bearing, own.yaw)] ?? '';
  return { turn, text, label: game.compass(wordFor(mark.key), metres, bearing, side) };
}

interface CompassProps {
  reading: ReadonlySignal<CompassReading | undefined>;
}

/** Where a game mode's goal lies: an arrow, the bearing and the metres. */
export function Compass({ reading: { value: reading } }: CompassProps): JSX.Element {
  return (
    <div
      class="compass"
      role="img"
      aria-label={reading?.label}
      data-testid="compass"
      hidden={reading === undefined}
    >
      <span class="compass-arrow" aria-hidden="true" style={{ rotate: `${reading?.turn ?? 0}deg` }}>
        ↑
      </span>
      <span aria-hidden="true">{reading?.text}</span>
    </div>
  );
}

function placeOf({ follows, x, z }: MarkState, state: RoomState): GroundPoint | undefined {
  return follows === '' ? { x, z } : state.entities.get(follows);
}
