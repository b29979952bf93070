import { entityKinds, halfExtents } from '../../shared/entity.ts';
import type { Intrinsics, Vector3 } from '../../shared/geometry/camera.ts';
import type { MarkState, RoomState } from '../../shared/state.ts';
import { element } from '../dom/element.ts';
import { headHeight } from '../hud/labels/name-placement.ts';
import { texts } from '../texts.ts';
import type { ShownPicture } from '../video/shown-picture.ts';
import { placeMark, ringOf } from './mark-placement.ts';
import { wordFor } from './match-words.ts';

export interface MatchMarksOptions {
  /** Intrinsics of the frames. */
  intrinsics: Intrinsics;
  /** The displayed picture; undefined if there is none, or its mark is unknown. */
  picture(): ShownPicture | undefined;
  roomState(): RoomState | undefined;
}

interface Label {
  readonly root: HTMLElement;
  readonly word: HTMLElement;
  readonly distance: HTMLElement;
  readonly ring: SVGPolygonElement;
}

/** Metres of a label above the ground for a zone, and above the centre of an entity or a player. */
const height = { zone: 1, thing: 0.55, player: 0.6 } as const;
/** Metres up to which a zone's ring is drawn. Walls most likely hide a farther one. */
const ringReach = 14;
const svg = 'http://www.w3.org/2000/svg';

/**
 * Labels and rings over the picture for the places that a game mode marks, with arrows at the edge for places
 * outside the picture. Pages do not know walls, so marks are visible through them. Hidden from assistive
 * technology, because they change with every frame. Hand-made elements for the same reason: a component would
 * be rendered anew with each frame of the display.
 */
export class MatchMarks {
  readonly root = element('div', {
    class: 'match-marks',
    'aria-hidden': 'true',
    'data-testid': 'match-marks',
  });
  readonly #options: MatchMarksOptions;
  readonly #rings = document.createElementNS(svg, 'svg');
  readonly #labels = new Map<string, Label>();
  #request: number;

  constructor(options: MatchMarksOptions) {
    this.#options = options;
    const { width, height } = options.intrinsics;
    this.#rings.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.root.append(this.#rings);
    this.#request = requestAnimationFrame(() => this.#refresh());
  }

  close(): void {
    cancelAnimationFrame(this.#request);
  }

  /** Runs once per display frame. */
  #refresh(): void {
    this.#request = requestAnimationFrame(() => this.#refresh());
    const state = this.#options.roomState();
    const picture = this.#options.picture();
    const marks = state?.match.marks;
    for (const id of [...this.#labels.keys()]) if (!marks?.has(id)) this.#remove(id);
    this.root.hidden = picture === undefined || marks === undefined || marks.size === 0;
    if (state === undefined || picture === undefined || marks === undefined) return;
    let beyond = 0;
    for (const [id, mark] of marks.entries()) {
      const label = this.#labelOf(id, mark);
      const place = placeOf(mark, state, picture.mark.view);
      label.root.hidden = place === undefined;
      if (place === undefined) continue;
      const { camera } = picture;
      const { intrinsics } = this.#options;
      const { x, y, beyond: side } = placeMark(intrinsics, camera, place);
      // Marks at the same edge are stacked.
      const down = side === undefined ? y : 0.42 + 0.09 * beyond++;
      label.root.style.left = `${(100 * x).toFixed(2)}%`;
      label.root.style.top = `${(100 * down).toFixed(2)}%`;
      label.root.dataset.beyond = side ?? '';
      const away = Math.hypot(place.x - camera.x, place.z - camera.z);
      write(label.word, wordFor(mark.key));
      write(label.distance, texts.game.metres(Math.round(away)));
      const ring = mark.radius > 0 && away < ringReach ? ringOf(intrinsics, camera, mark) : [];
      label.ring.setAttribute('points', ring.map(({ u, v }) => `${u.toFixed(1)},${v.toFixed(1)}`).join(' '));
    }
  }

  #labelOf(id: string, { radius }: MarkState): Label {
    const known = this.#labels.get(id);
    if (known !== undefined) return known;
    const word = element('span', { class: 'mark-word' });
    const distance = element('span', { class: 'mark-distance' });
    const root = element(
      'div',
      { class: radius > 0 ? 'mark zone' : 'mark', 'data-mark': id },
      word,
      distance,
    );
    const ring = document.createElementNS(svg, 'polygon');
    const label = { root, word, distance, ring };
    this.#labels.set(id, label);
    this.root.append(root);
    this.#rings.append(ring);
    return label;
  }

  #remove(id: string): void {
    const label = this.#labels.get(id);
    label?.root.remove();
    label?.ring.remove();
    this.#labels.delete(id);
  }
}

/** Position of the label, metres; undefined if its target is missing or is the viewer's own body. */
function placeOf(mark: MarkState, state: RoomState, view: string): Vector3 | undefined {
  if (mark.follows === '') return { x: mark.x, y: height.zone, z: mark.z };
  if (mark.follows === view) return undefined;
  const player = state.players.get(mark.follows);
  if (player !== undefined) return { x: player.x, y: player.y + headHeight + height.player, z: player.z };
  const entity = state.entities.get(mark.follows);
  if (entity === undefined) return undefined;
  const [, halfHeight] = halfExtents[entityKinds[entity.kind] ?? 'ball'];
  return { x: entity.x, y: entity.y + halfHeight + height.thing, z: entity.z };
}

function write(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
