import { ActionSampler } from '../../client/input/action-sampler.ts';
import { bindingsOf } from '../../client/input/bindings.ts';
import { ControlStates } from '../../client/input/control-states.ts';
import { slideOnKnownGround } from '../../client/input/prediction/known-ground.ts';
import { PlayerPrediction } from '../../client/input/prediction/player-prediction.ts';
import { GroundMap } from '../../client/map/ground-map.ts';
import { DepthMaps } from '../../client/video/depth-maps.ts';
import { FrameClock } from '../../client/video/frame-clock.ts';
import { LookCompensation } from '../../client/video/look-compensation.ts';
import { mapNewsSchema } from '../../shared/geometry/ground-map.ts';
import { type FrameMark, frameMarkSchema } from '../../shared/media.ts';
import { clientMessages } from '../../shared/protocol/client-messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { type RecordedEvent, type Recording, recordingSchema } from './recording.ts';
import type { FrameCost, ReplayedFrame, ReplayMode, ReplayPage } from './replayed-frame.ts';
import { ReplayedRoom } from './replayed-room.ts';
import type { PathPoint } from './true-path.ts';
import { VirtualDisplay } from './virtual-display.ts';

/** Radians that one pixel of the mouse turns: no recording uses it. */
const pointerSensitivity = 0.0025;

/**
 * A recorded stream, played through the modules of a play page on the clock of a virtual screen: its devices, prediction, depth
 * maps, pairing of frames and marks, and compensation. Only what the network brings comes from the recording.
 */
class Replay implements ReplayPage {
  readonly #display = new VirtualDisplay();
  readonly #events: readonly RecordedEvent[];
  readonly #bytes: Uint8Array;
  readonly #recording: Recording;
  readonly #mode: ReplayMode;
  readonly #prediction: PlayerPrediction;
  readonly #sampler: ActionSampler;
  readonly #states: ControlStates;
  readonly #ground = new GroundMap();
  readonly #maps = new DepthMaps();
  readonly #frames = new FrameClock();
  readonly #room: ReplayedRoom;
  readonly #sent: ReplayedRoom;
  readonly #compensation: LookCompensation;
  readonly #context: CanvasRenderingContext2D;
  readonly #root: HTMLElement;
  #image: VideoFrame | undefined;
  #tick = 0;
  #next = 0;
  #differing = 0;
  #cost: Pick<FrameCost, 'uploads' | 'maps'> | undefined;
  readonly #points: PathPoint[] = [];
  readonly #sentAt: [number, number][] = [];

  constructor(recording: Recording, bytes: Uint8Array, mode: ReplayMode) {
    const { pack, sessionId, events } = recording;
    this.#recording = recording;
    this.#events = events;
    this.#bytes = bytes;
    this.#mode = mode;
    this.#states = new ControlStates({ bindings: bindingsOf(pack.actions), device: 'keyboard' });
    const { rate } = pack.view;
    const { turnRate, lookRate } = pack.actions;
    this.#sampler = new ActionSampler({ states: this.#states, rate, turnRate, lookRate, pointerSensitivity });
    const ground = {
      kindAt: (x: number, z: number) => this.#ground.kindAt(x, z),
      state: () => this.#room.state,
      own: () => sessionId,
    };
    this.#prediction = new PlayerPrediction({
      pack,
      sampler: this.#sampler,
      slide: (from, wish) => slideOnKnownGround(ground, from, wish),
    });
    this.#room = new ReplayedRoom(
      {
        frame: (message) => this.#marked(frameMarkSchema.parse(message)),
        map: (message) => this.#ground.take(mapNewsSchema.parse(message)),
      },
      (state) => this.#stateChanged(state),
    );
    this.#sent = new ReplayedRoom({ input: (message) => this.#sampled(message) });
    this.#maps.follow(sessionId);
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: mode.width, height: mode.height });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('There is no canvas.');
    this.#context = context;
    const root = document.createElement('div');
    this.#root = root;
    Object.assign(root.style, { width: `${mode.width}px`, height: `${mode.height}px` });
    document.body.replaceChildren(root);
    this.#compensation = new LookCompensation({
      stage: { root, view: sessionId, rendering: 'smooth' },
      intrinsics: pack.view,
      looked: (time, ahead) => this.#prediction.look.at(time, ahead),
      enabled: true,
      display: this.#display,
      accelerated: true,
      walking: {
        eye: (time, ahead) => this.#prediction.eye(time, ahead),
        maps: this.#maps,
        displayed: () => undefined,
        enabled: mode.walking,
      },
    });
    this.#until(recording.from);
    this.#display.time = recording.from;
  }

  advance(count: number): ReplayedFrame[] {
    const frames: ReplayedFrame[] = [];
    while (frames.length < count && this.#display.time + this.#mode.period < this.#recording.to) {
      const time = this.#display.time + this.#mode.period;
      this.#until(time);
      this.#display.time = time;
      frames.push(this.#draw());
    }
    return frames;
  }

  spend(count: number): FrameCost[] {
    const drawings = countDrawings();
    const costs: FrameCost[] = [];
    while (costs.length < count && this.#display.time + this.#mode.period < this.#recording.to) {
      const cost = { frame: 0, uploads: [], maps: [], calls: 0, vertices: 0 };
      this.#cost = cost;
      const time = this.#display.time + this.#mode.period;
      this.#until(time);
      this.#display.time = time;
      Object.assign(drawings, { calls: 0, vertices: 0 });
      const begun = performance.now();
      this.#display.draw();
      costs.push({ ...cost, ...drawings, frame: performance.now() - begun });
    }
    return costs;
  }

  get path(): ReplayPage['path'] {
    return { points: this.#points, sentAt: this.#sentAt };
  }

  get differing(): number {
    return this.#differing;
  }

  #draw(): ReplayedFrame {
    const begun = performance.now();
    this.#display.draw();
    const { report } = this.#compensation;
    const { width, height } = this.#mode;
    const drawn = report?.compensated ? this.#root.querySelector('canvas') : this.#image;
    if (drawn) this.#context.drawImage(drawn, 0, 0, width, height);
    const { data } = this.#context.getImageData(0, 0, width, height);
    const milliseconds = performance.now() - begun;
    const at = this.#display.time;
    let text = '';
    for (let pixel = 0; pixel < data.length; pixel += 4) {
      text += String.fromCharCode(data[pixel], data[pixel + 1], data[pixel + 2]);
    }
    return {
      ...{ at, milliseconds, rgb: btoa(text) },
      ...(report && {
        tick: report.tick,
        walks: report.walks,
        eyes: report.eyes,
        layers: report.layers,
        looks: { displayed: report.displayed, player: report.looked },
      }),
    };
  }

  /** What happened up to a time happens. */
  #until(time: number): void {
    for (; this.#next < this.#events.length; this.#next++) {
      const event = this.#events[this.#next];
      if (event.at > time) return;
      this.#display.time = event.at;
      const begun = performance.now();
      this.#happens(event);
      const passed = performance.now() - begun;
      if (event.kind === 'frame') this.#cost?.uploads.push(passed);
      if (event.kind === 'depth') this.#cost?.maps.push(passed);
    }
  }

  #happens(event: RecordedEvent): void {
    if (event.kind === 'key') {
      this.#states.set('keyboard', event.code, event.down ? 1 : 0, event.at);
      return;
    }
    const bytes = this.#bytes.slice(event.offset, event.offset + event.length);
    if (event.kind === 'frame') this.#displayed(event, bytes);
    else if (event.kind === 'received') this.#room.take(bytes);
    else if (event.kind === 'sent') this.#sent.take(bytes);
    else this.#maps.take(this.#recording.sessionId, bytes.buffer, event.at);
  }

  #displayed(event: Extract<RecordedEvent, { kind: 'frame' }>, bytes: Uint8Array<ArrayBuffer>): void {
    const { width, height, format, rtpTimestamp, displayedAt } = event;
    this.#image?.close();
    const image = new VideoFrame(bytes, {
      ...{ codedWidth: width, codedHeight: height, timestamp: 0 },
      format: format === 'NV12' ? 'NV12' : 'I420',
    });
    this.#image = image;
    const view = this.#recording.sessionId;
    const displayed = this.#frames.frame(view, rtpTimestamp, displayedAt);
    this.#compensation.frame(
      { view, rtpTimestamp, image: { source: image, width, height } },
      displayed?.mark,
    );
  }

  #marked(mark: FrameMark): void {
    if (this.#frames.mark(mark)) this.#compensation.marked(mark);
  }

  #stateChanged(state: RoomState): void {
    if (state.tick === this.#tick) return;
    const ticks = state.tick - this.#tick;
    this.#tick = state.tick;
    const body = state.players.get(this.#recording.sessionId);
    if (!body) return;
    this.#prediction.acknowledge(body, ticks, this.#display.time);
    const { acknowledged: sequence, x, y, z } = body;
    if (sequence === this.#points.at(-1)?.sequence) return;
    this.#points.push({ sequence, eye: { x, y: y + this.#recording.pack.motion.eyeHeight, z } });
  }

  /** An input that the page sent, of the devices' values as they were then. */
  #sampled(message: unknown): void {
    const { sequence, action } = clientMessages.input.schema.parse(message);
    this.#sentAt.push([sequence, this.#display.time]);
    const before = this.#prediction.intent;
    const sample = this.#sampler.sample();
    const after = this.#prediction.intent;
    if (JSON.stringify(sample.action) !== JSON.stringify(action)) this.#differing++;
    const yaw = this.#room.state.players.get(this.#recording.sessionId)?.yaw ?? 0;
    this.#prediction.sampled({ before, after, input: { sequence, action } }, yaw, this.#display.time);
  }
}

/** Has drawing buffers outlive the frame in which they were drawn, as a screen shows them, so that they can be read later. */
function preserveDrawings(): void {
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = new Proxy(getContext, {
    apply(target, canvas, [kind, options]: [string, object | undefined]) {
      return Reflect.apply(target, canvas, [kind, { ...options, preserveDrawingBuffer: true }]);
    },
  });
}

/** Has draw calls do nothing but be counted, as if a graphics card did them. */
function countDrawings(): Pick<FrameCost, 'calls' | 'vertices'> {
  const counts = { calls: 0, vertices: 0 };
  const { prototype } = WebGL2RenderingContext;
  prototype.drawElements = (_mode, count) => {
    counts.calls++;
    counts.vertices += count;
  };
  prototype.drawArrays = (_mode, _first, count) => {
    counts.calls++;
    counts.vertices += count;
  };
  return counts;
}

/** Opens the recording at two addresses of this site. */
async function open(mode: ReplayMode): Promise<void> {
  preserveDrawings();
  const recording = recordingSchema.parse(await (await fetch('recording.json')).json());
  const bytes = new Uint8Array(await (await fetch('recording.bin')).arrayBuffer());
  window.replay = new Replay(recording, bytes, mode);
  // The stage's size is observed.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

declare global {
  interface Window {
    openReplay?: typeof open;
    replay?: ReplayPage;
  }
}
window.openReplay = open;
