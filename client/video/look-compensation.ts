import { type Intrinsics, intrinsicsAt, wrapAngle } from '../../shared/geometry/camera.ts';
import type { Look } from '../../shared/geometry/look.ts';
import type { FrameMark } from '../../shared/media.ts';
import { observeSize } from '../browser/browser-features.ts';
import { DisplayPace } from './display-pace.ts';
import { lookHomography } from './look-homography.ts';
import { LookMeter, type LookTotals } from './look-meter.ts';
import { Reprojection } from './reprojection.ts';
import type { ShownPicture } from './shown-picture.ts';
import type { StageFrame, VideoStage } from './video-stage.ts';

export interface LookCompensationOptions {
  stage: VideoStage;
  /** Intrinsics of the view; its frames may be larger. */
  intrinsics: Intrinsics;
  /**
   * The player's direction at a time of performance.now's clock, or the one predicted for `ahead`
   * milliseconds later; undefined if it is unknown.
   */
  looked(time: number, ahead?: number): Look | undefined;
  enabled: boolean;
}

/** The displayed picture, for measurements. */
export interface LookReport {
  /** Whether the picture is rotated to the player's direction; also false without WebGL 2. */
  compensated: boolean;
  /** Tick of the displayed frame. */
  tick: number;
  /** Direction of the frame's camera, of the displayed picture, and of the player. Radians. */
  frame: Look;
  displayed: Look;
  looked: Look;
  totals: LookTotals;
}

/** A frame that was uploaded before its mark arrived. */
interface Unmarked {
  view: string;
  rtpTimestamp: number;
  taken: boolean;
}

/**
 * Rotates the newest frame to the player's present direction in every display frame: orientation timewarp
 * (van Waveren, "The Asynchronous Time Warp for Virtual Reality on Consumer Hardware", VRST 2016). A picture
 * stays on the screen until the next display frame, so it is drawn for the middle of that time. Turning is
 * immediate whatever the latency of frames. Walking is not, because the camera position stays that of the
 * frame. If it is switched off, or without WebGL 2, the video itself is displayed. The error is measured in
 * both cases.
 */
export class LookCompensation {
  /** The player's setting. */
  enabled: boolean;
  readonly #options: LookCompensationOptions;
  readonly #reprojection = Reprojection.create();
  readonly #meter = new LookMeter();
  readonly #pace = new DisplayPace();
  /** Largest rotation of a frame, radians; half of the frame stays in the picture. */
  readonly #reach: Look;
  readonly #stopObserving: () => void;
  readonly #room = { width: 0, height: 0 };
  #unmarked: Unmarked | undefined;
  #shown: { mark: FrameMark; taken: boolean } | undefined;
  #report: Omit<LookReport, 'totals'> | undefined;
  #picture: ShownPicture | undefined;
  #request: number;

  constructor(options: LookCompensationOptions) {
    this.#options = options;
    this.enabled = options.enabled;
    const { stage, intrinsics } = options;
    const { width, height, focal } = intrinsics;
    this.#reach = { yaw: Math.atan(width / 2 / focal), pitch: Math.atan(height / 2 / focal) };
    this.#stopObserving = observeSize(stage.root, ({ width, height }) => {
      Object.assign(this.#room, { width, height });
    });
    if (this.#reprojection) {
      this.#reprojection.canvas.hidden = true;
      stage.root.append(this.#reprojection.canvas);
    }
    this.#request = requestAnimationFrame(() => this.#refresh());
  }

  /** Undefined while nothing is displayed, or the player's direction is unknown. */
  get report(): LookReport | undefined {
    return this.#report && { ...this.#report, totals: this.#meter.totals };
  }

  /** The picture of this display frame; undefined while there is none, or its mark has not arrived. */
  get picture(): ShownPicture | undefined {
    return this.#picture;
  }

  /** Mean angle over about the last second between the player's direction and the picture, radians. */
  get error(): number | undefined {
    return this.#meter.recent;
  }

  /** A frame is about to be displayed; `mark` is its frame mark if that has arrived. */
  frame(frame: StageFrame, mark: FrameMark | undefined): void {
    const taken = this.enabled && (this.#reprojection?.upload(frame.video) ?? false);
    if (mark) this.#show(mark, taken);
    else if (frame.rtpTimestamp !== undefined) {
      this.#unmarked = { view: frame.view, rtpTimestamp: frame.rtpTimestamp >>> 0, taken };
    }
  }

  /** The mark of an already displayed frame. */
  marked(mark: FrameMark): void {
    const waiting = this.#unmarked;
    if (waiting?.view !== mark.view || waiting.rtpTimestamp !== mark.rtpTimestamp) return;
    this.#show(mark, waiting.taken);
  }

  /** Draws the rotated picture over the whole of a canvas; false if the video itself is displayed. */
  copyTo(context: CanvasRenderingContext2D): boolean {
    if (!this.#report?.compensated) return false;
    return this.#reprojection?.copyTo(context) ?? false;
  }

  close(): void {
    cancelAnimationFrame(this.#request);
    this.#stopObserving();
    this.#reprojection?.close();
  }

  #show(mark: FrameMark, taken: boolean): void {
    this.#unmarked = undefined;
    this.#shown = { mark, taken };
    if (taken) this.#reprojection?.swap();
  }

  /** Runs once per display frame. */
  #refresh(): void {
    this.#request = requestAnimationFrame(() => this.#refresh());
    const { stage, intrinsics, looked } = this.#options;
    const now = performance.now();
    this.#pace.frame(now);
    const look = looked(now);
    const shown = this.#shown?.mark.view === stage.view ? this.#shown : undefined;
    // A graphics card that was lost has no frame until the next one comes; the video itself is seen meanwhile.
    const reprojection = this.#reprojection?.size.width ? this.#reprojection : undefined;
    const compensated = this.enabled && Boolean(shown?.taken && look && reprojection);
    if (this.#reprojection) this.#reprojection.canvas.hidden = !compensated;
    this.#picture = shown && { mark: shown.mark, look: shown.mark.pose };
    if (!shown || !look) {
      this.#report = undefined;
      this.#meter.pause();
      return;
    }
    const { yaw, pitch } = shown.mark.pose;
    const frame = { yaw, pitch };
    const aim = compensated ? looked(now, this.#pace.period / 2) : undefined;
    const displayed = aim ? this.#towards(frame, aim) : frame;
    if (compensated && reprojection) {
      const ratio = window.devicePixelRatio;
      const { width, height } = this.#room;
      const homography = lookHomography(displayed, frame, intrinsicsAt(intrinsics, reprojection.size.width));
      reprojection.draw(homography, stage.rendering, width * ratio, height * ratio);
    }
    this.#picture = { mark: shown.mark, look: displayed };
    this.#meter.displays(displayed, look, now);
    this.#report = { compensated, tick: shown.mark.tick, frame, displayed, looked: look };
  }

  /** The direction nearest to `look` to which a frame can be rotated. */
  #towards(frame: Look, look: Look): Look {
    const { yaw, pitch } = this.#reach;
    return {
      yaw: wrapAngle(frame.yaw + clamp(wrapAngle(look.yaw - frame.yaw), yaw)),
      pitch: frame.pitch + clamp(look.pitch - frame.pitch, pitch),
    };
  }
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
