import type { DepthMap } from '../../../shared/depth-map.ts';
import type { EmoteName, ShownEmote } from '../../../shared/emote.ts';
import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { FrameMark } from '../../../shared/media.ts';
import type { PlayerState, RoomState } from '../../../shared/state.ts';
import { observeSize } from '../../browser/browser-features.ts';
import { element } from '../../dom/element.ts';
import { icon } from '../../dom/icon.ts';
import { playerCssColour } from '../../people/player-colour.ts';
import type { ShownPicture } from '../../video/shown-picture.ts';
import { BodyTracks } from './body-tracks.ts';
import { isBehindDepths } from './depth-occlusion.ts';
import { isHidden } from './line-of-sight.ts';
import { hostBadge, personName } from './name-element.ts';
import { clearOfCrosshair, headHeight, placeName } from './name-placement.ts';

export interface NameLabelsOptions {
  /** Intrinsics of the frames. */
  intrinsics: Intrinsics;
  /** The displayed picture; undefined if there is none, or its mark is unknown. */
  picture(): ShownPicture | undefined;
  roomState(): RoomState | undefined;
  /** The depth map of a frame, if it came. */
  depthOf(mark: FrameMark): DepthMap | undefined;
  enabled: boolean;
}

interface Label {
  readonly root: HTMLElement;
  readonly swatch: HTMLElement;
  readonly text: HTMLElement;
  readonly badge: HTMLElement;
  readonly emote: HTMLElement;
  name: string;
  colour: number;
  /** Size of the label in CSS pixels; 0 until it was shown. */
  width: number;
  height: number;
  /** When its body was last seen, milliseconds. */
  seen: number;
}

/** Milliseconds for which a name stays after its body was last seen, so that it does not flicker at edges. */
const linger = 250;
/** Metres from the feet to the middle of a body. */
const bodyHeight = 0.9;
/** Milliseconds for which an emote is displayed above a head. */
const emoteLifetime = 3_500;
/** Pixels around the centre of the picture that stay free for the crosshair. */
const crosshairMargin = 14;

/**
 * Names above the heads of the other players, as elements over the picture. They match the displayed frame:
 * the bodies at its tick, and the camera that look compensation gives it. Hidden from assistive
 * technology, because the list of players has the names. Hand-made elements, because a component would be
 * rendered anew with each frame of the display.
 */
export class NameLabels {
  readonly root = element('div', {
    class: 'name-labels',
    'aria-hidden': 'true',
    'data-testid': 'name-labels',
  });
  readonly #options: NameLabelsOptions;
  readonly #tracks = new BodyTracks();
  readonly #labels = new Map<string, Label>();
  /** Displayed emotes by session id. */
  readonly #emotes = new Map<string, { name: EmoteName; timer: number }>();
  readonly #stopObserving: () => void;
  readonly #size = { width: 0, height: 0 };
  readonly #feet = { x: 0, y: 0, z: 0 };
  readonly #head = { x: 0, y: 0, z: 0 };
  #request: number | undefined;

  constructor(options: NameLabelsOptions) {
    this.#options = options;
    this.#stopObserving = observeSize(this.root, ({ width, height }) => {
      Object.assign(this.#size, { width, height });
    });
    this.enabled = options.enabled;
  }

  /** The viewer's own setting. */
  set enabled(enabled: boolean) {
    this.root.hidden = !enabled;
    if (this.#request !== undefined) cancelAnimationFrame(this.#request);
    this.#request = enabled ? requestAnimationFrame(() => this.#refresh()) : undefined;
  }

  /** The room's state changed. */
  update(state: RoomState): void {
    this.#tracks.update(state);
    for (const [id, label] of this.#labels) {
      if (state.players.has(id)) continue;
      label.root.remove();
      this.#labels.delete(id);
    }
  }

  /** Shows an emote above a head for a while, replacing a former one. */
  emote({ id, emote }: ShownEmote): void {
    window.clearTimeout(this.#emotes.get(id)?.timer);
    const timer = window.setTimeout(() => {
      this.#emotes.delete(id);
      this.#showEmote(id);
    }, emoteLifetime);
    this.#emotes.set(id, { name: emote, timer });
    this.#showEmote(id);
  }

  close(): void {
    for (const { timer } of this.#emotes.values()) window.clearTimeout(timer);
    this.enabled = false;
    this.#stopObserving();
  }

  /** Runs once per display frame. */
  #refresh(): void {
    this.#request = requestAnimationFrame(() => this.#refresh());
    const state = this.#options.roomState();
    const picture = this.#options.picture();
    if (!state || !picture) {
      for (const { root } of this.#labels.values()) root.hidden = true;
      return;
    }
    for (const [id, player] of state.players.entries()) {
      if (id !== picture.mark.view && this.#place(id, player, picture, state)) continue;
      const label = this.#labels.get(id);
      if (label) label.root.hidden = true;
    }
  }

  /** Places a name; false if it is not to be shown. */
  #place(id: string, player: PlayerState, { mark, camera }: ShownPicture, state: RoomState): boolean {
    const { intrinsics } = this.#options;
    const feet = this.#feet;
    if (!this.#tracks.at(id, mark.tick, feet)) return false;
    const placement = placeName(intrinsics, mark.pose, camera, feet);
    Object.assign(this.#head, feet, { y: feet.y + headHeight });
    if (!placement) return false;
    const label = this.#labelOf(id, player);
    if (!this.#isSeen(label, mark, state)) return false;
    if (label.badge.hidden === (id === state.host)) {
      label.badge.hidden = id !== state.host;
      label.width = 0;
    }
    label.root.hidden = false;
    if (label.width === 0) {
      label.width = label.root.offsetWidth;
      label.height = label.root.offsetHeight;
    }
    const { scale } = placement;
    const x = (placement.u / intrinsics.width) * this.#size.width;
    const y = clearOfCrosshair(
      {
        x,
        y: (placement.v / intrinsics.height) * this.#size.height,
        width: label.width * scale,
        height: label.height * scale,
      },
      this.#size,
      crosshairMargin,
    );
    const place = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -100%)`;
    label.root.style.transform = `${place} scale(${scale.toFixed(3)})`;
    return true;
  }

  /** Whether the frame shows the body that stands at the feet, or did so a moment ago. */
  #isSeen(label: Label, mark: FrameMark, state: RoomState): boolean {
    const { intrinsics, depthOf } = this.#options;
    const now = performance.now();
    const map = depthOf(mark);
    const body = { ...this.#feet, y: this.#feet.y + bodyHeight };
    const hidden =
      map === undefined
        ? isHidden(mark.pose, this.#head, state.entities.values())
        : isBehindDepths(map, intrinsics, mark.pose, [this.#head, body]);
    if (!hidden) label.seen = now;
    return now - label.seen < linger;
  }

  #showEmote(id: string): void {
    const label = this.#labels.get(id);
    const name = this.#emotes.get(id)?.name;
    if (!label) return;
    label.emote.hidden = name === undefined;
    label.emote.replaceChildren(...(name === undefined ? [] : [icon(name)]));
  }

  #labelOf(id: string, { name, colour }: PlayerState): Label {
    let label = this.#labels.get(id);
    if (!label) {
      const swatch = element('span', { class: 'swatch' });
      const text = element('span', { class: 'name-text' });
      const badge = hostBadge();
      const emote = element('span', { class: 'head-emote', 'data-testid': 'head-emote', hidden: true });
      const root = element('div', { class: 'name-label', 'data-session-id': id }, swatch, text, badge, emote);
      label = {
        root,
        swatch,
        text,
        badge,
        emote,
        name: '',
        colour: -1,
        width: 0,
        height: 0,
        seen: Number.NEGATIVE_INFINITY,
      };
      this.#labels.set(id, label);
      this.root.append(root);
      this.#showEmote(id);
    }
    if (label.name !== name || label.colour !== colour) {
      label.name = name;
      label.colour = colour;
      label.text.replaceChildren(...personName(name, false));
      label.swatch.style.background = playerCssColour(colour);
      label.width = 0;
    }
    return label;
  }
}
