import type { ShownEmote } from '../../../shared/emote.ts';
import type { Intrinsics } from '../../../shared/geometry/camera.ts';
import type { RoomState } from '../../../shared/state.ts';
import { DepthBudget } from '../../connection/media/depth-budget.ts';
import { FrameMapReceiver } from '../../connection/media/frame-map-receiver.ts';
import type { RoomSession } from '../../connection/room-session.ts';
import { NameLabels } from '../../hud/labels/name-labels.ts';
import { OriginTint } from '../../origin/origin-tint.ts';
import { readPreferences } from '../../preferences.ts';
import { DepthMaps } from '../../video/depth-maps.ts';
import type { LookCompensation } from '../../video/look-compensation.ts';
import type { ShownPicture } from '../../video/shown-picture.ts';

/** What lies over a room's picture and moves with it: the tint of origins, the marks of the match, and names. */
export class PictureLayers {
  readonly origins = new OriginTint();
  readonly maps = new DepthMaps();
  /** Receives depth maps while walking or names need them. */
  readonly depth = new FrameMapReceiver('depth', this.maps, new DepthBudget());
  readonly #session: RoomSession;
  readonly #look: () => LookCompensation | undefined;
  #names: NameLabels | undefined;
  #walks = false;

  constructor(session: RoomSession, look: () => LookCompensation | undefined) {
    this.#session = session;
    this.#look = look;
  }

  /** Whether names are shown. */
  set names(shown: boolean) {
    if (this.#names) this.#names.enabled = shown;
    this.#wantDepth();
  }

  /** Whether walking is compensated. */
  set walks(walks: boolean) {
    this.#walks = walks;
    this.#wantDepth();
  }

  /**
   * Shows the layers once the pack's intrinsics are known, and look compensation was made: so they are drawn after it in each
   * display frame and see its rotation. `marksOf` makes those of the match.
   */
  show(intrinsics: Intrinsics, marksOf: (picture: () => ShownPicture | undefined) => HTMLElement): void {
    const picture = () => this.#picture();
    this.#names = new NameLabels({
      intrinsics,
      picture,
      roomState: () => this.#session.roomState,
      depthOf: ({ view, rtpTimestamp }) => this.maps.of(view, rtpTimestamp),
      enabled: readPreferences().names,
    });
    const tint = this.origins.cover(intrinsics, picture);
    this.#session.stage.root.after(tint, marksOf(picture), this.#names.root);
  }

  emote(emote: ShownEmote): void {
    this.#names?.emote(emote);
  }

  update(state: RoomState): void {
    this.#names?.update(state);
    this.#wantDepth();
  }

  close(): void {
    this.#names?.close();
    this.origins.close();
    this.depth.close();
  }

  /** Names are hidden by what the picture shows in front of them: only where there is somebody else. */
  #wantDepth(): void {
    const players = this.#session.roomState?.players.size ?? 0;
    this.depth.wanted = this.#walks || (readPreferences().names && players > 1);
  }

  /** Without compensation, or if frames cannot be told apart, the video is displayed as its mark says. */
  #picture(): ShownPicture | undefined {
    const { mark, stage } = this.#session;
    const plain = mark && mark.view === stage.view ? { mark, camera: mark.pose } : undefined;
    return this.#look()?.picture ?? plain;
  }
}
