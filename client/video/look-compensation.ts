import type { DepthMap } from '../../shared/depth-map.ts';
import {
  type Intrinsics,
  intrinsicsAt,
  type Pose,
  type Vector3,
  wrapAngle,
} from '../../shared/geometry/camera.ts';
import type { Look } from '../../shared/geometry/look.ts';
import type { FrameMark } from '../../shared/media.ts';
import { observeSize } from '../browser/browser-features.ts';
import type { DepthMaps } from './depth-maps.ts';
import { type Display, pageDisplay } from './display.ts';
import { DisplayPace } from './display-pace.ts';
import { distanceBetween, EyeMeter, type EyeTotals } from './eye-meter.ts';
import { type Fading, FramePair, layersOf, type PictureLayer, type ShownFrame } from './frame-pair.ts';
import { lookHomography } from './look-homography.ts';
import { LookMeter, type LookTotals } from './look-meter.ts';
import type { ShownPicture } from './shown-picture.ts';
import type { StageFrame, VideoStage } from './video-stage.ts';
import { meshView } from './webgl/depth-mesh.ts';
import { type Placement, Reprojection } from './webgl/reprojection.ts';

export interface LookCompensationOptions {
  stage: Pick<VideoStage, 'root' | 'view' | 'rendering'>;
  /** Intrinsics of the view; its frames may be larger. */
  intrinsics: Intrinsics;
  /**
   * The player's direction at a time of the display's clock, or the one predicted for `ahead`
   * milliseconds later; undefined if it is unknown.
   */
  looked(time: number, ahead?: number): Look | undefined;
  enabled: boolean;
  /** Clock and frames of the screen; by default the page's own. */
  display?: Display;
  /** Whether it draws as on a graphics card; by default, where there is one. */
  accelerated?: boolean;
  /** What compensating walking takes; left out where nobody walks. */
  walking?: WalkingOptions;
}

export interface WalkingOptions {
  /** The player's eye, as `looked` is its direction. */
  eye(time: number, ahead?: number): Vector3 | undefined;
  /** Depth maps of the view's frames. */
  maps: DepthMaps;
  /** A frame was displayed at `now`, and its depth map was there in time or not. */
  displayed(hadMap: boolean, now: number): void;
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
  /** Whether the picture is drawn from where the eye is by now. */
  walks: boolean;
  /** Eye of the frame's camera, of the displayed picture, and of the player, metres. */
  eyes: { frame: Vector3; displayed: Vector3; player: Vector3 };
  /** What the picture is made of: the newest frame, and the one before while that fades. */
  layers: PictureLayer[];
  eyeTotals: EyeTotals;
  /** Depth maps so far, their bytes, and the milliseconds that they took to read. */
  maps: Readonly<DepthMaps['totals']> | undefined;
}

/** Metres from the frame's eye beyond which the picture is not moved: too little of what it shows there was seen. */
const longestWay = 1.2;
/** Metres beyond which a player was moved elsewhere, and the frame is shown as it is. */
const elsewhere = 3;

/** A frame that was uploaded before its mark arrived. */
interface Unmarked {
  view: string;
  rtpTimestamp: number;
  taken: boolean;
}

/**
 * Draws the newest frame in the player's present direction in every display frame: orientation timewarp
 * (van Waveren, "The Asynchronous Time Warp for Virtual Reality on Consumer Hardware", VRST 2016), and from
 * where the player's eye is by now, where the frame has a depth map: as a mesh of its depths (Mark, McMillan
 * and Bishop, "Post-Rendering 3D Warping", I3D 1997). A picture stays on the screen until the next display
 * frame, so it is drawn for the middle of that time. Turning is immediate whatever the latency of frames,
 * and so is walking with depth maps; without them the eye stays that of the frame. If it is switched off, or without WebGL 2, the video itself is displayed. The error is measured in
 * both cases.
 */
export class LookCompensation {
  /** The player's setting. */
  enabled: boolean;
  /** The player's setting for walking. */
  walking: boolean;
  readonly #options: LookCompensationOptions;
  readonly #display: Display;
  readonly #reprojection: Reprojection | undefined;
  readonly #meter = new LookMeter();
  readonly #eyeMeter = new EyeMeter();
  readonly #frames = new FramePair();
  readonly #pace = new DisplayPace();
  /** Largest rotation of a frame, radians; half of the frame stays in the picture. */
  readonly #reach: Look;
  readonly #stopObserving: () => void;
  readonly #room = { width: 0, height: 0 };
  #unmarked: Unmarked | undefined;
  #report: Omit<LookReport, 'totals' | 'eyeTotals' | 'maps'> | undefined;
  #picture: ShownPicture | undefined;
  #cancel: () => void;

  constructor(options: LookCompensationOptions) {
    this.#options = options;
    this.#display = options.display ?? pageDisplay;
    this.#reprojection = Reprojection.create(options.accelerated);
    this.enabled = options.enabled;
    this.walking = options.walking?.enabled ?? false;
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
    this.#cancel = this.#display.next(() => this.#refresh());
  }

  /** Undefined while nothing is displayed, or the player's direction is unknown. */
  get report(): LookReport | undefined {
    const totals = { totals: this.#meter.totals, eyeTotals: this.#eyeMeter.totals };
    return this.#report && { ...this.#report, ...totals, maps: this.#options.walking?.maps.totals };
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
  frame(frame: Pick<StageFrame, 'view' | 'rtpTimestamp' | 'image'>, mark: FrameMark | undefined): void {
    const taken = this.enabled && (this.#reprojection?.upload(frame.image) ?? false);
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
    this.#cancel();
    this.#stopObserving();
    this.#reprojection?.close();
  }

  #show(mark: FrameMark, taken: boolean): void {
    this.#unmarked = undefined;
    const now = this.#display.now();
    const { walking } = this.#options;
    const map = taken ? this.#mapOf(mark) : undefined;
    const expected = this.walking && (walking?.maps.flows(now) ?? false);
    const shown = this.#frames.came({ mark, taken }, map, expected, now);
    if (shown) this.#begin(shown);
    else if (this.walking) walking?.displayed(false, now);
  }

  /** A frame is displayed from now on. */
  #begin({ map, taken, since }: ShownFrame): void {
    if (taken) this.#reprojection?.swap(map);
    if (this.walking) this.#options.walking?.displayed(map !== undefined, since);
  }

  #mapOf({ view, rtpTimestamp }: FrameMark): DepthMap | undefined {
    return this.walking ? this.#options.walking?.maps.of(view, rtpTimestamp) : undefined;
  }

  /** Runs once per display frame. */
  #refresh(): void {
    this.#cancel = this.#display.next(() => this.#refresh());
    const { stage, looked, walking } = this.#options;
    const now = this.#display.now();
    this.#pace.frame(now);
    const waited = this.#frames.waited((mark) => this.#mapOf(mark), now);
    if (waited) this.#begin(waited);
    const look = looked(now);
    const shown = this.#frames.shown?.mark.view === stage.view ? this.#frames.shown : undefined;
    // A graphics card that was lost has no frame until the next one comes; the video itself is seen meanwhile.
    const reprojection = this.#reprojection?.size.width ? this.#reprojection : undefined;
    const compensated = this.enabled && Boolean(shown?.taken && look && reprojection);
    if (this.#reprojection) this.#reprojection.canvas.hidden = !compensated;
    this.#picture = shown && { mark: shown.mark, camera: shown.mark.pose };
    if (!shown || !look) {
      this.#report = undefined;
      this.#meter.pause();
      this.#eyeMeter.pause();
      return;
    }
    const { pose } = shown.mark;
    const player = walking?.eye(now) ?? eyeOf(pose);
    const ahead = this.#pace.period / 2;
    const aim = compensated ? looked(now, ahead) : undefined;
    const walks = compensated && this.walking && shown.map !== undefined;
    const place = walks ? towards(pose, walking?.eye(now, ahead) ?? pose) : pose;
    const camera = aim ? { ...place, ...this.#towards(pose, aim) } : pose;
    const fading = walks ? this.#frames.fading(now) : undefined;
    if (compensated && reprojection) this.#draw(reprojection, shown, camera, walks, fading);
    this.#picture = { mark: shown.mark, camera };
    this.#meter.displays(camera, look, now);
    this.#eyeMeter.displays(camera, player, now);
    this.#report = {
      ...{ compensated, walks, tick: shown.mark.tick },
      ...{ frame: lookOf(pose), displayed: lookOf(camera), looked: look },
      eyes: { frame: eyeOf(pose), displayed: eyeOf(camera), player },
      layers: layersOf(shown, fading),
    };
  }

  #draw(
    reprojection: Reprojection,
    shown: ShownFrame,
    camera: Pose,
    walks: boolean,
    fading: Fading | undefined,
  ): void {
    const { stage } = this.#options;
    const intrinsics = intrinsicsAt(this.#options.intrinsics, reprojection.size.width);
    const placed = ({ mark, map }: ShownFrame): Placement => {
      const homography = lookHomography(camera, mark.pose, intrinsics);
      return walks && map ? { homography, mesh: meshView(mark.pose, camera, intrinsics) } : { homography };
    };
    const ratio = window.devicePixelRatio;
    reprojection.draw({
      front: placed(shown),
      ...(fading && { former: placed(fading.former) }),
      opacity: fading?.opacity ?? 1,
      rendering: stage.rendering,
      width: this.#room.width * ratio,
      height: this.#room.height * ratio,
    });
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

function lookOf({ yaw, pitch }: Pose): Look {
  return { yaw, pitch };
}

function eyeOf({ x, y, z }: Pose): Vector3 {
  return { x, y, z };
}

/** The place nearest to `eye` from which a frame of `pose` can be drawn. */
function towards(pose: Pose, eye: Vector3): Vector3 {
  const way = distanceBetween(pose, eye);
  if (way > elsewhere) return eyeOf(pose);
  const share = way > longestWay ? longestWay / way : 1;
  const along = (axis: 'x' | 'y' | 'z') => pose[axis] + (eye[axis] - pose[axis]) * share;
  return { x: along('x'), y: along('y'), z: along('z') };
}
