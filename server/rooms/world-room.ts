import { type Client, CloseCode, Room, ServerError } from '@colyseus/core';
import type { z } from 'zod';
import { closeCodes, type RoomSummary } from '../../shared/messages.ts';
import { RoomState } from '../../shared/state.ts';
import { shortageOf } from '../admission/drawing-capacity.ts';
import type { RoomViewer } from '../contracts/room-media.ts';
import type { Log } from '../log.ts';
import { RoomSound } from '../sound/room-sound.ts';
import { TickLoop } from '../world/tick-loop.ts';
import type { World } from '../world/world.ts';
import type { Deliver, TickNotice } from '../world/world-tick.ts';
import { MemberLifecycle } from './member-lifecycle.ts';
import { type Admission, AdmissionControl, admissionSchema } from './members/admission-control.ts';
import { connectionOf } from './members/client-connection.ts';
import { whenConfirmed } from './members/confirmation.ts';
import { HostRole } from './members/host-role.ts';
import { roomControls } from './members/room-controls.ts';
import { type Member, Roster } from './members/roster.ts';
import { Seating } from './members/seating.ts';
import { viewerClient } from './members/viewer-client.ts';
import { openHandlers } from './messages/handlers.ts';
import type { MapRequests } from './messages/map-requests.ts';
import { MessageHandler } from './messages/message-handler.ts';
import type { RoomRecordings } from './messages/room-recordings.ts';
import { RoomJournal } from './room-journal.ts';
import { RoomMaintenance } from './room-maintenance.ts';
import { type RoomMetadata, type RoomPlan, roomPlanSchema, summaryOf } from './room-plan.ts';
import type { RoomServices } from './room-services.ts';
import { openRoomWorld } from './room-world.ts';
import { Spectating } from './spectating.ts';
import { mirrorAdmission } from './sync/admission-mirror.ts';
import { deliverFrames } from './sync/frame-delivery.ts';
import { mirrorMatch } from './sync/match-mirror.ts';
import { mirrorRoster } from './sync/roster-mirror.ts';
import { mirror } from './sync/state-mirror.ts';

/**
 * A room: it moves messages and media between clients and a World, and mirrors the World's state into
 * the schema. It ends when nobody has been in it for a while.
 */
export class WorldRoom extends Room<{ state: RoomState; metadata: RoomMetadata }> {
  override state = new RoomState();
  override autoDispose = false;
  /** The state is patched once a tick, by the tick. */
  override patchRate = null;
  /** Far over what MessageHandler lets pass; only keeps a flood of empty frames from costing anything. */
  override maxMessagesPerSecond = 1000;

  readonly #roster = new Roster();
  #services!: RoomServices;
  #log!: Log;
  #journal!: RoomJournal;
  #plan!: z.output<typeof roomPlanSchema>;
  #world!: World;
  /** There once the room is open. */
  #loop: TickLoop | undefined;
  #messages!: MessageHandler;
  #sound: RoomSound | undefined;
  #door!: AdmissionControl;
  #hosting!: HostRole;
  #seating!: Seating;
  #recordings: RoomRecordings | undefined;
  #maps: MapRequests | undefined;
  #spectating!: Spectating;
  #attendance!: MemberLifecycle;
  #upkeep!: RoomMaintenance;

  override async onCreate(options: Partial<RoomPlan> & { services: RoomServices }): Promise<void> {
    const { services, ...plan } = options;
    this.#services = services;
    this.#log = services.log.child({ room: this.roomId });
    this.#journal = new RoomJournal(this.#log);
    this.#plan = roomPlanSchema.parse(plan);
    const shortage = () => shortageOf(services.drawing);
    this.#door = new AdmissionControl({
      ...this.#plan,
      room: this.roomId,
      maximumSpectators: services.maximumSpectators,
      invites: services.invites,
      roster: this.#roster,
      shortage,
    });
    this.#hosting = new HostRole({
      roster: this.#roster,
      links: () => this.#door.links(),
      changed: (host) => {
        this.state.host = host;
        mirrorRoster(this.#roster, this.state);
        // Nobody else could end the pause.
        if (host === '') this.#world.command('resume');
        this.#log.info({ session: host }, 'host');
      },
      failed: (error) => this.#journal.fault('invites', error),
    });
    const { world, seed } = await openRoomWorld({
      ...{ room: this.roomId, plan: this.#plan, services },
      freed: (wayOut) => this.#journal.freed(wayOut, this.#world.statistics),
    });
    this.#world = world;
    const tell = (member: string, text: string) => this.#roster.notify(member, text);
    const parts = { room: this.roomId, roster: this.#roster, world: this.#world, door: this.#door, tell };
    const dismiss: MemberLifecycle['dismiss'] = (...why) => this.#attendance.dismiss(...why);
    this.#sound = new RoomSound({
      world: this.#world,
      createStream: () => services.media.createSoundStream({ room: this.roomId }),
    });
    this.#loop = new TickLoop({
      world: this.#world,
      deliver: this.#deliver,
      advanced: (notices) => this.#advanced(notices),
      failed: (error) => this.#journal.fault('tick', error),
    });
    const { view } = services.pack.manifest;
    const createStream = () => services.media.createStream({ ...view, room: this.roomId });
    this.#seating = new Seating({
      ...parts,
      shortage,
      createStream,
      seated: (member) => this.#seated(member),
      failed: (member, error) => {
        this.#journal.fault('seat', error);
        dismiss(member, CloseCode.WITH_ERROR, 'There is no video for this seat. Join again.');
      },
    });
    this.#spectating = new Spectating({
      ...parts,
      capacity: services.capacity,
      state: this.state,
      createStream,
      failed: (error) => this.#journal.fault('free camera', error),
    });
    const close = () => this.disconnect(closeCodes.roomGone);
    const members = { hosting: this.#hosting, seating: this.#seating, spectating: this.#spectating };
    this.#attendance = new MemberLifecycle({
      ...parts,
      ...members,
      rate: view.rate,
      log: this.#log,
      mirrored: () => mirror(this.#world.state, this.state),
      changed: () => this.#changed(),
    });
    this.#upkeep = new RoomMaintenance({
      ...parts,
      ...members,
      services,
      state: this.state,
      attendance: this.#attendance,
      changed: () => this.#changed(),
      end: () => void close(),
    });
    const opened = await openHandlers({
      ...parts,
      roomName: this.#plan.name,
      hosting: this.#hosting,
      camera: this.#spectating,
      services,
      doorChanged: () => {
        mirrorAdmission(this.#door, this.state);
        this.#log.info({ locked: this.#door.locked }, 'door');
        this.#changed();
      },
      dismiss,
      visibility: () => this.#upkeep.visibility(),
      failed: (where, error) => this.#journal.fault(where, error),
    });
    ({ recordings: this.#recordings, maps: this.#maps } = opened);
    this.#messages = new MessageHandler({
      routes: opened.routes,
      host: () => this.#hosting.host,
      expel: (member, reason) => dismiss(member, closeCodes.tooFrequent, reason),
    });
    this.onMessage('*', (client, type, message) => {
      const member = this.#roster.get(client.sessionId);
      if (member !== undefined) this.#messages.receive(member, type, message);
    });
    Object.assign(this.state, { world: seed.title, host: '', locked: false });
    mirror(this.#world.state, this.state);
    mirrorMatch(this.#world, this.state.match);
    services.rooms.set(this.roomId, {
      report: () => ({ ...this.summary(), ...this.#world.report() }),
      toSeed: () => this.#world.toSeed(),
      picture: () => (this.#plan.access === 'public' ? this.#spectating.picture() : undefined),
      controls: roomControls({ ...parts, ...members, dismiss, close }),
    });
    this.#changed();
    this.#log.info({ world: this.#plan.world, seats: this.#plan.seats }, 'room opened');
  }

  /** Decides what a client may be; a refusal carries one of closeCodes and what to do. */
  override onAuth(_client: Client, options: unknown): Promise<Admission> {
    return this.#door.admit(options);
  }

  /** Nobody takes a place before having confirmed: until then, the client is no member. */
  override onJoin(client: Client, _options: unknown, auth: unknown): void {
    const admission = admissionSchema.parse(auth);
    whenConfirmed(client, this.#services.connections, this.#journal, () => {
      this.#door.requirePlace(admission);
      this.#attendance.come(client.sessionId, admission, connectionOf(client), this.#createViewer(client));
    });
  }

  /** The line broke: the body stays, doing nothing, and the seat is kept for a while. */
  override onDrop(client: Client, code?: number): void {
    const member = this.#roster.get(client.sessionId);
    // One who came back and did not confirm has dropped before, and is not waited for again.
    if (!member?.connected || member.expelled || this.#services.reconnectSeconds === 0) return;
    this.#log.info({ session: member.id, code }, 'dropped');
    // Colyseus calls onLeave when the time is over.
    const wait = this.allowReconnection(client, this.#services.reconnectSeconds);
    wait.catch(() => {});
    this.#attendance.drop(member, () => wait.reject(false));
  }

  /** Asked before somebody comes back with a token. A page that still has the seat continues elsewhere. */
  override checkReconnectionToken(token: string): string {
    const holder = this.clients.find(({ reconnectionToken }) => reconnectionToken === token);
    holder?.leave(closeCodes.continuedElsewhere, 'Another page has taken this seat over.');
    return super.checkReconnectionToken(token);
  }

  override onReconnect(client: Client): void {
    whenConfirmed(client, this.#services.connections, this.#journal, () => {
      const member = this.#roster.get(client.sessionId);
      if (member === undefined)
        throw new ServerError(closeCodes.roomGone, 'Your place in this room is gone. Join again.');
      this.#attendance.comeBack(member, connectionOf(client), this.#createViewer(client));
    });
  }

  override onLeave(client: Client, code?: number): void {
    this.#attendance.leave(client.sessionId, code);
  }

  override async onDispose(): Promise<void> {
    this.#services.rooms.delete(this.roomId);
    this.#upkeep?.close();
    for (const member of [...this.#roster]) this.#roster.remove(member.id);
    for (const part of [this.#recordings, this.#sound]) part?.close();
    await this.#loop?.stop();
    this.#spectating?.close();
    this.#world?.close();
    this.#log.info('room ended');
  }

  /** Colyseus hands the errors of every hook to this; refusals go to the one who asked, the room goes on. */
  override onUncaughtException(error: Error, method: string): void {
    if (!(error.cause instanceof ServerError)) this.#journal.fault(method, error.cause ?? error);
  }

  summary(): RoomSummary {
    return summaryOf(this.roomId, this.#plan, this.#roster);
  }

  #seated(member: Member): void {
    mirror(this.#world.state, this.state);
    this.#upkeep.count();
    // Who waited for the seat may have flown the free camera, which is for those who watch.
    this.#spectating.left(member.id);
    this.#log.info({ session: member.id }, 'seated');
    if (member.mayHost) this.#hosting.claims.claim(member);
  }

  #createViewer(client: Client): RoomViewer {
    const listen = async (view: string) => this.#sound?.stream(view);
    const told = viewerClient(client.sessionId, connectionOf(client));
    return this.#services.media.createViewer(this.#streamOf, this.roomId, listen, told);
  }

  #advanced(notices: readonly TickNotice[]): void {
    mirror(this.#world.state, this.state);
    this.#spectating.advance();
    mirrorMatch(this.#world, this.state.match);
    this.broadcastPatch();
    this.#sound?.advanced();
    this.#maps?.advanced();
    this.#upkeep.advanced();
    for (const { player, text } of notices) this.#roster.notify(player, text);
  }

  readonly #streamOf = (view: string) => this.#spectating.streamOf(view);

  readonly #deliver: Deliver = (views, acknowledged, times) => {
    deliverFrames(views, acknowledged, this.#roster, this.#streamOf, times, (view, error) => {
      this.#journal.fault(`video of ${view}`, error);
    });
    this.#spectating.drawn(views, times);
    this.#services.drawing.drawn(views.map(({ milliseconds }) => milliseconds));
  };

  /** Somebody came, went or dropped: the listing follows, the clock runs only for those who are here. */
  #changed(): void {
    this.#upkeep.attended();
    this.#seating.fill();
    mirrorRoster(this.#roster, this.state);
    this.#recordings?.tell();
    const { id: _, ...metadata } = this.summary();
    this.setMetadata(metadata).catch((error: unknown) => this.#journal.fault('setMetadata', error));
    if (this.#roster.anyConnected) this.#loop?.start();
    else void this.#loop?.stop();
  }
}
