import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { MarkState, RoomState } from '../../shared/state.ts';
import { element } from '../dom/element.ts';
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

/** Where a game mode's goal lies: an arrow, the bearing and the metres, for a player. */
export class Compass {
  readonly root: HTMLElement;
  readonly #arrow = element('span', { class: 'compass-arrow', 'aria-hidden': 'true' }, '↑');
  readonly #text = element('span', { 'aria-hidden': 'true' });

  constructor() {
    this.root = element(
      'div',
      { class: 'compass', role: 'img', 'data-testid': 'compass', hidden: true },
      this.#arrow,
      this.#text,
    );
  }

  /** The room's state changed. Who has no body sees no compass. */
  update(state: RoomState, ownId: string | undefined): void {
    const own = ownId === undefined ? undefined : state.players.get(ownId);
    const mark = [...state.match.marks.values()].find(({ key }) => shown.has(key));
    const place = mark && placeOf(mark, state);
    this.root.hidden = own === undefined || mark === undefined || place === undefined;
    if (own === undefined || mark === undefined || place === undefined) return;
    const { game, map } = texts;
    const bearing = bearingOf(own, place);
    const metres = Math.round(Math.hypot(place.x - own.x, place.z - own.z));
    this.#arrow.style.rotate = `${Math.round(bearing - (own.yaw * 180) / Math.PI)}deg`;
    const text = `${game.bearing(bearing)} ${game.metres(metres)}`;
    if (this.#text.textContent === text) return;
    this.#text.textContent = text;
    const side = map.directions[sideOf(bearing, own.yaw)] ?? '';
    this.root.setAttribute('aria-label', game.compass(wordFor(mark.key), metres, bearing, side));
  }
}

function placeOf({ follows, x, z }: MarkState, state: RoomState): GroundPoint | undefined {
  return follows === '' ? { x, z } : state.entities.get(follows);
}
