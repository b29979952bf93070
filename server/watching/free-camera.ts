import type { Pose } from '../../shared/geometry/camera.ts';
import type { Notice } from '../../shared/notices/notice.ts';
import { freeCameraView, type Steering } from '../../shared/watching.ts';
import { cameraOf } from '../world/views/view-requests.ts';
import type { World } from '../world/world.ts';
import { obstaclesFor } from '../world/world-state.ts';
import type { Capacity } from './capacity.ts';
import { fly } from './flight.ts';

/**
 * Seconds that the last steering input stays in force, and seconds without change until the pilot loses the
 * camera.
 */
const steeringTimeout = 0.5;
export const idleSeconds = 60;

/** The client that asks for the camera. */
export interface Pilot {
  /** Session id. */
  readonly id: string;
  /** Whether this client may take the camera from another pilot. */
  readonly host: boolean;
}

export interface FreeCameraOptions<Stream> {
  world: World;
  /** Key of the room in `capacity`. */
  room: string;
  capacity: Pick<Capacity, 'mayBegin' | 'mayGoOn'>;
  createStream(): Promise<Stream>;
  /** The player at whose eyes the camera starts, or undefined. */
  start(): string | undefined;
  /** Called when the pilot loses the camera, with the reason. */
  lost(pilot: string, reason: Notice): void;
  failed(error: unknown): void;
}

/**
 * A room's one camera that is not a player's. One pilot at a time flies it. Its view is drawn with the
 * players' views while `capacity` allows it, and is the first to be withdrawn.
 */
export class FreeCamera<Stream extends { close(): void }> {
  readonly #options: FreeCameraOptions<Stream>;
  #pilot: string | undefined;
  #stream: Stream | undefined;
  #opening = false;
  #pose: Pose | undefined;
  #steering: Steering | undefined;
  /** Seconds of the world since the newest steering, and since the newest that changed anything. */
  #sinceInput = 0;
  #sinceSteered = 0;

  constructor(options: FreeCameraOptions<Stream>) {
    this.#options = options;
  }

  /** Session id of the pilot, once its stream is open. */
  get pilot(): string | undefined {
    return this.#stream === undefined ? undefined : this.#pilot;
  }

  /** The video of its view, while it has a pilot. */
  get stream(): Stream | undefined {
    return this.#stream;
  }

  /** Whether the camera can be taken now. */
  get offered(): boolean {
    return this.#pilot === undefined && this.#options.capacity.mayBegin(this.#options.room);
  }

  /** Gives the camera to a client, or returns the reason for a refusal. */
  take({ id, host }: Pilot): Notice | undefined {
    if (id === this.#pilot) return undefined;
    if (this.#pilot !== undefined) {
      if (!host) return { code: 'camera-taken', values: {} };
      this.#options.lost(this.#pilot, { code: 'camera-to-host', values: {} });
    } else if (!this.#options.capacity.mayBegin(this.#options.room))
      return { code: 'camera-busy', values: {} };
    this.#pilot = id;
    this.#steering = undefined;
    this.#sinceInput = 0;
    this.#sinceSteered = 0;
    if (this.#stream === undefined && !this.#opening) void this.#open();
    return undefined;
  }

  /** Ends the flight of a pilot who gives the camera back or leaves. Does nothing for other clients. */
  release(id: string): void {
    if (id === this.#pilot) this.#end();
  }

  /** Steers the camera if this client is its pilot. */
  steer(id: string, steering: Steering): void {
    if (id !== this.#pilot) return;
    const before = this.#steering;
    const flying = steering.move !== 0 || steering.strafe !== 0 || steering.rise !== 0;
    const looked = before?.yaw !== steering.yaw || before?.pitch !== steering.pitch;
    if (flying || looked) this.#sinceSteered = 0;
    this.#sinceInput = 0;
    this.#steering = steering;
  }

  /** Moves the camera by one tick. Ends the flight if there is no capacity or no steering. */
  advance(): void {
    if (this.#pilot === undefined || this.#pose === undefined) return;
    const { world, capacity } = this.#options;
    const seconds = 1 / world.manifest.view.rate;
    this.#sinceInput += seconds;
    this.#sinceSteered += seconds;
    if (!capacity.mayGoOn()) this.#lose({ code: 'camera-withdrawn', values: {} });
    else if (this.#sinceSteered > idleSeconds) this.#lose({ code: 'camera-idle', values: {} });
    else if (this.#steering !== undefined) this.#fly(this.#pose, this.#steering, seconds);
  }

  /** Ends the flight, with the room. */
  close(): void {
    this.#end();
  }

  #fly(pose: Pose, newest: Steering, seconds: number): void {
    const { world } = this.#options;
    const stale = this.#sinceInput > steeringTimeout;
    const steering = stale ? { ...newest, move: 0, strafe: 0, rise: 0 } : newest;
    const { state } = world;
    // Players and balls are no obstacles, so that nobody can shut the camera in.
    const obstacles = obstaclesFor(state, undefined).filter(
      ({ kind }) => kind !== 'player' && kind !== 'ball',
    );
    const anchors = [...world.spawns, ...[...state.players.values()].map(({ body }) => body)];
    const { manifest, ground: grid } = world;
    this.#pose = fly(pose, steering, seconds, manifest, { grid, obstacles }, anchors);
    world.setCamera(freeCameraView, this.#pose);
  }

  async #open(): Promise<void> {
    this.#opening = true;
    try {
      const stream = await this.#options.createStream();
      if (this.#pilot === undefined) return stream.close();
      this.#stream = stream;
      this.#pose = this.#startingPose();
      this.#options.world.setCamera(freeCameraView, this.#pose);
    } catch (error) {
      this.#pilot = undefined;
      this.#options.failed(error);
    } finally {
      this.#opening = false;
    }
  }

  #startingPose(): Pose {
    const { world, start } = this.#options;
    const player = world.state.players.get(start() ?? '');
    if (player !== undefined) return cameraOf(player, world.manifest);
    const [{ x, z, yaw }] = world.spawns;
    return { x, y: world.manifest.motion.eyeHeight, z, yaw, pitch: 0 };
  }

  #lose(reason: Notice): void {
    if (this.#pilot !== undefined) this.#options.lost(this.#pilot, reason);
    this.#end();
  }

  #end(): void {
    this.#pilot = undefined;
    this.#pose = undefined;
    this.#steering = undefined;
    this.#options.world.setCamera(freeCameraView, undefined);
    this.#stream?.close();
    this.#stream = undefined;
  }
}
