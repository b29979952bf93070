import { type Client, Room, ServerError } from '@colyseus/core';
import { closeCodes, type RoomSummary } from '../../shared/messages.ts';
import { RoomState } from '../../shared/state.ts';
import type { RoomViewer } from '../contracts/room-media.ts';
import type { Deliver, TickNotice } from '../world/world-tick.ts';
import { type Admission, admissionSchema } from './members/admission-control.ts';
import { connectionOf } from './members/client-connection.ts';
import { whenConfirmed } from './members/confirmation.ts';
import { roomControls } from './members/room-controls.ts';
import type { Member } from './members/roster.ts';
import { viewerClient } from './members/viewer-client.ts';
import { createRoomContext, type RoomContext } from './room-context.ts';
import { openAdmission, openRoomParts, type RoomParts } from './room-parts.ts';
import { type RoomMetadata, type RoomPlan, summaryOf } from './room-plan.ts';
import type { RoomServices } from './room-services.ts';
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

  #context!: RoomContext;
  /** There once the room is open. */
  #parts: RoomParts | undefined;

  override async onCreate(options: Partial<RoomPlan> & { services: RoomServices }): Promise<void> {
    const { services, ...given } = options;
    this.#context = createRoomContext(this.roomId, this.state, services, given);
    const { plan, roster, log } = this.#context;
    const parts = await openRoomParts(this.#context, openAdmission(this.#context), this.#deliver);
    this.#parts = parts;
    this.#listen(parts);
    this.onMessage('*', (client, type, message) => {
      const member = roster.get(client.sessionId);
      if (member !== undefined) parts.messages.receive(member, type, message);
    });
    Object.assign(this.state, { world: parts.title, host: '', locked: false });
    mirror(parts.world.state, this.state);
    mirrorMatch(parts.world, this.state.match);
    services.rooms.set(this.roomId, {
      report: () => ({ ...this.summary(), ...parts.world.report() }),
      toSeed: () => parts.world.toSeed(),
      picture: () => (plan.access === 'public' ? parts.spectating.picture() : undefined),
      controls: roomControls({
        ...{ roster, hosting: parts.hosting },
        dismiss: (...why) => parts.attendance.dismiss(...why),
        close: () => this.disconnect(closeCodes.roomGone),
      }),
    });
    this.#changed(parts);
    log.info({ world: plan.world, seats: plan.seats }, 'room opened');
  }

  /** Decides what a client may be; a refusal carries one of closeCodes and what to do. */
  override onAuth(_client: Client, options: unknown): Promise<Admission> {
    return this.#open.door.admit(options);
  }

  /** Nobody takes a place before having confirmed: until then, the client is no member. */
  override onJoin(client: Client, _options: unknown, auth: unknown): void {
    const admission = admissionSchema.parse(auth);
    const { services, journal } = this.#context;
    whenConfirmed(client, services.connections, journal, () => {
      this.#open.door.requirePlace(admission);
      const viewer = this.#createViewer(client);
      this.#open.attendance.come(client.sessionId, admission, connectionOf(client), viewer);
    });
  }

  /** The connection broke: the body stays, doing nothing, and the seat is kept for a while. */
  override onDrop(client: Client, code?: number): void {
    const { roster, services, log } = this.#context;
    const member = roster.get(client.sessionId);
    // One who came back and did not confirm has dropped before, and is not waited for again.
    if (!member?.connected || member.expelled || services.reconnectSeconds === 0) return;
    log.info({ session: member.id, code }, 'dropped');
    // Colyseus calls onLeave when the time is over.
    const wait = this.allowReconnection(client, services.reconnectSeconds);
    wait.catch(() => {});
    this.#open.attendance.drop(member, () => wait.reject(false));
  }

  /** Asked before somebody comes back with a token. A page that still has the seat continues elsewhere. */
  override checkReconnectionToken(token: string): string {
    const holder = this.clients.find(({ reconnectionToken }) => reconnectionToken === token);
    holder?.leave(closeCodes.continuedElsewhere, 'Another page has taken this seat over.');
    return super.checkReconnectionToken(token);
  }

  override onReconnect(client: Client): void {
    const { roster, services, journal } = this.#context;
    whenConfirmed(client, services.connections, journal, () => {
      const member = roster.get(client.sessionId);
      if (member === undefined)
        throw new ServerError(closeCodes.roomGone, 'Your place in this room is gone. Join again.');
      this.#open.attendance.comeBack(member, connectionOf(client), this.#createViewer(client));
    });
  }

  override onLeave(client: Client, code?: number): void {
    this.#open.attendance.leave(client.sessionId, code);
  }

  override async onDispose(): Promise<void> {
    // Colyseus disposes of a room whose plan was refused, too.
    if (this.#context === undefined) return;
    const { services, roster, log } = this.#context;
    const parts = this.#parts;
    services.rooms.delete(this.roomId);
    parts?.upkeep.close();
    for (const member of [...roster]) roster.remove(member.id);
    for (const part of [parts?.recordings, parts?.sound]) part?.close();
    await parts?.loop.stop();
    parts?.spectating.close();
    parts?.world.close();
    log.info('room ended');
  }

  /** Colyseus hands the errors of every hook to this; refusals go to the one who asked, the room goes on. */
  override onUncaughtException(error: Error, method: string): void {
    if (!(error.cause instanceof ServerError)) this.#context.journal.fault(method, error.cause ?? error);
  }

  summary(): RoomSummary {
    return summaryOf(this.roomId, this.#context.plan, this.#context.roster);
  }

  /** The parts, of which Colyseus' hooks have need only once the room is open. */
  get #open(): RoomParts {
    if (this.#parts === undefined) throw new Error('The room is not open yet.');
    return this.#parts;
  }

  #listen(parts: RoomParts): void {
    const { events, log, roster } = this.#context;
    events.on('membersChanged', () => this.#changed(parts));
    events.on('seated', (member) => this.#seated(member, parts));
    events.on('advanced', (notices) => this.#advanced(notices, parts));
    events.on('visibilityChanged', () => parts.upkeep.visibility());
    events.on('idle', () => void this.disconnect(closeCodes.roomGone));
    events.on('hostChanged', (host) => {
      this.state.host = host;
      mirrorRoster(roster, this.state);
      // Nobody else could end the pause.
      if (host === '') parts.world.command('resume');
      log.info({ session: host }, 'host');
    });
    events.on('admissionChanged', () => {
      mirrorAdmission(parts.door, this.state);
      log.info({ locked: parts.door.locked }, 'admission');
      this.#changed(parts);
    });
  }

  #seated(member: Member, { world, upkeep, spectating, hosting }: RoomParts): void {
    mirror(world.state, this.state);
    upkeep.count();
    // Who waited for the seat may have flown the free camera, which is for those who watch.
    spectating.left(member.id);
    this.#context.log.info({ session: member.id }, 'seated');
    if (member.mayHost) hosting.claims.claim(member);
  }

  #createViewer(client: Client): RoomViewer {
    const listen = async (view: string) => this.#parts?.sound.stream(view);
    const told = viewerClient(client.sessionId, connectionOf(client));
    return this.#context.services.media.createViewer(this.#streamOf, this.roomId, listen, told);
  }

  #advanced(notices: readonly TickNotice[], { world, spectating, sound, maps, upkeep }: RoomParts): void {
    mirror(world.state, this.state);
    spectating.advance();
    mirrorMatch(world, this.state.match);
    this.broadcastPatch();
    sound.advanced();
    maps.advanced();
    upkeep.advanced();
    for (const { player, text } of notices) this.#context.tell(player, text);
  }

  readonly #streamOf = (view: string) => this.#open.spectating.streamOf(view);

  readonly #deliver: Deliver = (views, acknowledged, times) => {
    const { roster, journal, services } = this.#context;
    deliverFrames(views, acknowledged, roster, this.#streamOf, times, (view, error) => {
      journal.fault(`video of ${view}`, error);
    });
    this.#open.spectating.drawn(views, times);
    services.drawing.drawn(views.map(({ milliseconds }) => milliseconds));
  };

  /** Somebody came, went or dropped: the listing follows, the clock runs only for those who are here. */
  #changed({ upkeep, seating, recordings, loop }: RoomParts): void {
    const { roster, journal } = this.#context;
    upkeep.attended();
    seating.fill();
    mirrorRoster(roster, this.state);
    recordings.tell();
    const { id: _, ...metadata } = this.summary();
    this.setMetadata(metadata).catch((error: unknown) => journal.fault('setMetadata', error));
    if (roster.anyConnected) loop.start();
    else void loop.stop();
  }
}
