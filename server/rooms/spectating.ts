import type { Reason } from '../../shared/notices/notice.ts';
import { type CameraRequest, freeCameraView, type Steering } from '../../shared/watching.ts';
import type { RoomStream } from '../contracts/room-media.ts';
import type { GeneratedView } from '../contracts/view.ts';
import { Director } from '../watching/director.ts';
import { FreeCamera } from '../watching/free-camera.ts';
import { Interest } from '../watching/interest.ts';
import type { Picture } from '../watching/thumbnails.ts';
import type { ViewTimes } from '../world/world-tick.ts';
import type { Member } from './members/roster.ts';
import type { RoomContext } from './room-context.ts';

/** Ticks of rest between looks at whether the camera can be offered, in seconds. */
const offerInterval = 1;

/**
 * What a room has for those who watch, besides the players' views: the director's shot, which all of them
 * see alike, and the free camera. Neither the director nor any number of watchers has a view drawn.
 */
export class Spectating {
  readonly #context: RoomContext;
  readonly #director: Director;
  readonly #interest: Interest;
  readonly #camera: FreeCamera<RoomStream>;
  /** Share of a tick that the newest views took, and that the dearest of them did. */
  #load = { taken: 0, more: 0 };
  #counted = { due: 0, met: 0 };

  constructor(context: RoomContext) {
    this.#context = context;
    const { id, world, services, state, events, journal, createStream, tell } = context;
    Object.assign(state, { shot: '', pilot: '', cameraOffered: false });
    this.#director = new Director(world.manifest.view.rate);
    this.#interest = new Interest(world.manifest, world.ground);
    this.#camera = new FreeCamera({
      world,
      room: id,
      capacity: services.capacity,
      createStream,
      start: () => this.#director.shot,
      lost: tell,
      failed: (error) => journal.fault('free camera', error),
    });
    const release = (member: Member) => this.releaseCamera(member.id);
    events.on('dropped', release);
    events.on('left', release);
    // Whoever waited for the seat may have flown the free camera, which is for those who watch.
    events.on('seated', release);
  }

  /** Takes what players and spectators ask of the free camera; only who watches, or is host, may have it. */
  request(member: Member, { command }: CameraRequest): Reason | undefined {
    if (command === 'release') {
      this.#camera.release(member.id);
      return undefined;
    }
    const host = this.#context.state.host === member.id;
    if (member.role !== 'spectator' && !host) {
      return { code: 'camera-to-watchers', values: {}, field: 'camera' };
    }
    const refusal = this.#camera.take({ id: member.id, host });
    return refusal && { ...refusal, field: 'camera' };
  }

  steer(member: Member, steering: Steering): void {
    this.#camera.steer(member.id, steering);
  }

  /** Gives the free camera back, where this member has it. */
  releaseCamera(member: string): void {
    this.#camera.release(member);
  }

  /** The video of a player's view, or of the free camera's. */
  streamOf(view: string): RoomStream | undefined {
    if (view === freeCameraView) return this.#camera.stream;
    return this.#context.roster.get(view)?.stream ?? this.#context.replay?.streamOf(view);
  }

  /** What goes on: the director's shot, as it was drawn last. */
  picture(): Picture | undefined {
    const { shot } = this.#director;
    return shot === undefined ? undefined : this.#context.world.newestView(shot);
  }

  /** Views of a tick were drawn. */
  drawn(views: readonly GeneratedView[], times: ViewTimes): void {
    const period = 1000 / this.#context.world.manifest.view.rate;
    const dearest = Math.max(0, ...views.map(({ milliseconds }) => milliseconds));
    this.#load = { taken: (times.drawn - times.merged) / period, more: dearest / period };
  }

  /** The world has moved on by a tick. */
  advance(): void {
    const { id, world, services, state, roster } = this.#context;
    const { dueTicks: due, deadlinesMet: met } = world.statistics;
    services.capacity.observe(id, {
      due: due - this.#counted.due,
      met: met - this.#counted.met,
      ...this.#load,
    });
    this.#counted = { due, met };
    this.#load = { taken: 0, more: 0 };
    this.#camera.advance();
    const interests = this.#interest.update(world.state, roster.count('spectator') > 0);
    state.shot = this.#director.decide(world.state.tick, interests) ?? '';
    state.pilot = this.#camera.pilot ?? '';
    const looks = world.state.tick % Math.ceil(offerInterval * world.manifest.view.rate) === 0;
    if (state.pilot !== '') state.cameraOffered = false;
    else if (looks) state.cameraOffered = this.#camera.offered;
  }

  close(): void {
    this.#camera.close();
  }
}
