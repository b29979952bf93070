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
  /** Of the view; its frames may be larger. */
  intrinsics: Intrinsics;
  /**
   * Where the player looks at a time of performance.now's clock, or will by all appearance look `ahead`
   * milliseconds later; undefined while nobody knows.
   */
  looked(time: number, ahead?: number): Look | undefined;
  enabled: boolean;
}

/** The displayed picture, for measurements. */
export interface LookReport {
  /** Whether the picture is turned to where the player looks; false where there is no WebGL 2, too. */
  compensated: boolean;
  /** Tick of the frame that is shown. */
  tick: number;
  /** Where the frame was drawn for, what the screen shows, and where the player looks. Radians. */
  frame: Look;
  displayed: Look;
  looked: Look;
  totals: LookTotals;
}

/** A frame whose picture was taken and whose mark did not come yet. */
interface Unmarked {
  view: string;
  rtpTimestamp: number;
  taken: boolean;
}

/**
 * Turns the newest frame to where the player looks by now, with every frame of the screen: orientation
 * timewarp (van Waveren, "The Asynchronous Time Warp for Virtual Reality on Consumer Hardware", VRST
 * 2016). A picture stands until the next frame of the screen, so it is drawn for the middle of that time.
 * Turning feels immediate however long frames take; walking does not, as the place stays that of the frame. Switched off, or without WebGL 2, the video itself is seen. It measures either way.
 */
export class LookCompensation {
  /** The player's own setting. */
  enabled: boolean;
  readonly #options: LookCompensationOptions;
  readonly #reprojection = Reprojection.create();
  readonly #meter = new LookMeter();
  readonly #pace = new DisplayPace();
  /** Most that a frame is turned, radians: half of it stays in the picture. */
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

  /** Undefined while nothing is displayed, or the player's direction of view is unknown. */
  get report(): LookReport | undefined {
    return this.#report && { ...this.#report, totals: this.#meter.totals };
  }

  /** The picture of this display frame; undefined while there is none, or its mark has not arrived. */
  get picture(): ShownPicture | undefined {
    return this.#picture;
  }

  /** Mean angle of about the last second between where the player looks and the picture, radians. */
  get error(): number | undefined {
    return this.#meter.recent;
  }

  /** A frame is about to be on the screen; `mark` is what the server said of it, if that is here already. */
  frame(frame: StageFrame, mark: FrameMark | undefined): void {
    const taken = this.enabled && (this.#reprojection?.upload(frame.video) ?? false);
    if (mark) this.#show(mark, taken);
    else if (frame.rtpTimestamp !== undefined) {
      this.#unmarked = { view: frame.view, rtpTimestamp: frame.rtpTimestamp >>> 0, taken };
    }
  }

  /** The mark of a frame that is on the screen already. */
  marked(mark: FrameMark): void {
    const waiting = this.#unmarked;
    if (waiting?.view !== mark.view || waiting.rtpTimestamp !== mark.rtpTimestamp) return;
    this.#show(mark, waiting.taken);
  }

  /** Draws the picture, as it is turned now, over the whole of a canvas; false where the video itself is seen. */
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

  /** Once for each frame of the screen. */
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

  /** As near to `look` as a frame can be turned. */
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
