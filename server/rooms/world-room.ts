import { type Client, CloseCode, Room, ServerError } from '@colyseus/core';
import type { RoomSummary } from '../../shared/messages.ts';
import { reasonText } from '../../shared/notices/notice.ts';
import { closeCodes } from '../../shared/protocol/close-codes.ts';
import { RoomState } from '../../shared/state.ts';
import type { RoomViewer } from '../contracts/room-media.ts';
import type { Picture } from '../watching/thumbnails.ts';
import type { TickNotice } from '../world/world-tick.ts';
import { type Admission, admissionSchema } from './members/admission-control.ts';
import { connectionOf } from './members/client-connection.ts';
import { whenConfirmed } from './members/confirmation.ts';
import { personLink } from './members/person-link.ts';
import { roomControls } from './members/room-controls.ts';
import type { Member } from './members/roster.ts';
import { viewerClient } from './members/viewer-client.ts';
import type { OpenRoom } from './open-room.ts';
import { pacedServices } from './paced-services.ts';
import { openContext, type RoomContext } from './room-context.ts';
import type { RoomEventMap } from './room-events.ts';
import { RoomJournal } from './room-journal.ts';
import { closeParts, openParts, type RoomParts } from './room-parts.ts';
import { type RoomMetadata, type RoomPlan, roomPlanSchema, summaryOf } from './room-plan.ts';
import type { RoomServices } from './room-services.ts';
import { savedPlan } from './saving/saved-plan.ts';
import { tellEnd } from './saving/tell-end.ts';
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

  /** onCreate makes these three. Colyseus lets nobody join before; onDispose also comes where onCreate failed. */
  #journal!: RoomJournal;
  #context!: RoomContext;
  #parts!: RoomParts;

  override async onCreate(options: Partial<RoomPlan> & { services: RoomServices }): Promise<void> {
    const { services: shared, ...given } = options;
    const asked = roomPlanSchema.parse(given);
    const services = pacedServices(asked.pace, shared);
    const { plan, reopened, past } = await savedPlan(asked, services);
    if (plan.reopen !== undefined) this.roomId = plan.reopen;
    const log = services.log.child({ room: this.roomId });
    this.#journal = new RoomJournal(log);
    try {
      this.#context = await openContext({
        ...{ id: this.roomId, services, log, state: this.state, journal: this.#journal },
        ...{ plan, reopened, past },
      });
      this.#parts = await openParts(this.#context);
    } catch (error) {
      if (reopened !== undefined) await services.saves?.store.release(this.roomId).catch(() => {});
      throw error;
    }
    this.#listen();
    this.onMessage('*', (client, type, message) => {
      const member = this.#context.roster.get(client.sessionId);
      if (member !== undefined) this.#parts.messages.receive(member, type, message);
    });
    const { world, plan: opened } = this.#context;
    mirror(world.state, this.state);
    mirrorMatch(world, this.state.match);
    services.rooms.set(this.roomId, this.#openRoom());
    this.#membersChanged();
    log.info({ world: opened.world, seats: opened.seats, tick: world.state.tick }, 'room opened');
  }

  /** Decides what a client may be; a refusal carries one of closeCodes and the reason. */
  override onAuth(_client: Client, options: unknown): Promise<Admission> {
    return this.#parts.admission.admit(options);
  }

  /** Nobody takes a place before having confirmed: until then, the client is no member. */
  override onJoin(client: Client, _options: unknown, auth: unknown): void {
    const admission = admissionSchema.parse(auth);
    whenConfirmed(client, this.#context.services.connections, this.#journal, () => {
      this.#parts.admission.requirePlace(admission);
      const { rate } = this.#context.world.manifest.view;
      const link = personLink(client, this.#createViewer(client), rate);
      this.#parts.lifecycle.come(client.sessionId, admission, link);
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
    this.#parts.lifecycle.drop(member, () => wait.reject(false));
  }

  /** Asked before somebody comes back with a token. A page that still has the seat continues elsewhere. */
  override checkReconnectionToken(token: string): string {
    const holder = this.clients.find(({ reconnectionToken }) => reconnectionToken === token);
    holder?.leave(closeCodes.continuedElsewhere, reasonText({ code: 'continued-elsewhere', values: {} }));
    return super.checkReconnectionToken(token);
  }

  override onReconnect(client: Client): void {
    whenConfirmed(client, this.#context.services.connections, this.#journal, () => {
      const member = this.#context.roster.get(client.sessionId);
      if (member === undefined)
        throw new ServerError(closeCodes.roomGone, reasonText({ code: 'place-gone', values: {} }));
      this.#parts.lifecycle.comeBack(member, connectionOf(client), this.#createViewer(client));
    });
  }

  override onLeave(client: Client, code?: number): void {
    this.#parts.lifecycle.leave(client.sessionId, code);
  }

  override async onDispose(): Promise<void> {
    // Colyseus disposes of a room that could not be opened, too: what there is by then ends.
    if (this.#context === undefined) return;
    const { services, roster, world, log } = this.#context;
    services.rooms.delete(this.roomId);
    this.#parts?.maintenance.close();
    // Before everybody is taken out: whoever is here now is here when the room goes on.
    if (this.#parts !== undefined) await this.#save(this.#parts);
    for (const member of [...roster]) roster.remove(member.id);
    if (this.#parts !== undefined) await closeParts(this.#parts);
    this.#context.replay?.close();
    world.close();
    log.info('room ended');
  }

  /** Colyseus hands the errors of every hook to this; refusals go to the one who asked, the room goes on. */
  override onUncaughtException(error: Error, method: string): void {
    if (!(error.cause instanceof ServerError)) this.#journal.fault(method, error.cause ?? error);
  }

  summary(): RoomSummary {
    return summaryOf(this.roomId, this.#context.plan, this.#context.roster);
  }

  /** What follows from what happens in the room. */
  #listen(): void {
    const { events } = this.#context;
    const { lifecycle, maintenance } = this.#parts;
    events.on('advanced', (notices) => this.#advanced(notices));
    events.on('viewsDrawn', (...drawn) => this.#deliver(...drawn));
    events.on('membersChanged', () => this.#membersChanged());
    events.on('hostChanged', (host) => this.#hostChanged(host));
    events.on('admissionChanged', () => this.#admissionChanged());
    events.on('seated', (member) => this.#seated(member));
    events.on('seatFailed', (member) => {
      lifecycle.dismiss(member, CloseCode.WITH_ERROR, { code: 'seat-without-video', values: {} });
    });
    events.on('visibilityChanged', () => maintenance.visibility());
    events.on('idle', () => void this.#close());
    // Pages come back by themselves: to the server that has the room now.
    events.on('takenOver', () => void this.disconnect(CloseCode.MAY_TRY_RECONNECT));
  }

  /** Saves the room for good. The clock stands still from now on. */
  async #save({ loop, saving }: RoomParts): Promise<void> {
    if (saving === undefined) return;
    await loop.stop();
    await saving.freeze();
  }

  #close(): Promise<unknown> {
    return this.disconnect(closeCodes.roomGone);
  }

  /** People stay until all is stored: they come back at once, to where the room goes on. */
  async #handOver(): Promise<void> {
    await this.#save(this.#parts);
    await this.disconnect(CloseCode.MAY_TRY_RECONNECT);
  }

  #openRoom(): OpenRoom {
    const { world } = this.#context;
    return {
      report: () => ({ ...this.summary(), ...world.report() }),
      toSeed: () => world.toSeed(),
      picture: () => this.#picture(),
      save: () => this.#save(this.#parts),
      handOver: () => this.#handOver(),
      tellEnd: (seconds) => tellEnd(this.#context, seconds, this.#parts.saving !== undefined),
      enter: (socket, join) => this.#parts.agents.enter(socket, join),
      controls: roomControls(this.#context, this.#parts, () => this.#close()),
    };
  }

  #createViewer(client: Client): RoomViewer {
    const { spectating, sound } = this.#parts;
    const { roster } = this.#context;
    const spectates = () => {
      const member = roster.get(client.sessionId);
      return member?.role === 'spectator' && !member.waiting;
    };
    return this.#context.services.media.createViewer(
      (view) => spectating.streamOf(view),
      this.roomId,
      async (view) => sound.stream(view),
      viewerClient(client.sessionId, connectionOf(client), spectates),
    );
  }

  #seated(member: Member): void {
    mirror(this.#context.world.state, this.state);
    this.#parts.maintenance.count();
    this.#context.log.info({ session: member.id }, 'seated');
    if (member.mayHost) this.#parts.hostRole.claims.claim(member);
  }

  #hostChanged(host: string): void {
    const { world, roster, log } = this.#context;
    this.state.host = host;
    mirrorRoster(roster, this.state);
    // Nobody else could end the pause.
    if (host === '') world.command('resume');
    log.info({ session: host }, 'host');
  }

  #admissionChanged(): void {
    const { admission } = this.#parts;
    mirrorAdmission(admission, this.state);
    this.#context.log.info({ locked: admission.locked }, 'admission');
    this.#membersChanged();
  }

  #advanced(notices: readonly TickNotice[]): void {
    const { world, tell } = this.#context;
    const { spectating, sound, agents, bots, wishes, maps, maintenance } = this.#parts;
    mirror(world.state, this.state);
    spectating.advance();
    this.#context.replay?.advanced();
    mirrorMatch(world, this.state.match);
    this.broadcastPatch();
    sound.advanced();
    agents.advanced();
    bots.advanced();
    wishes.advanced();
    maps.advanced();
    maintenance.advanced();
    for (const { player, notice } of notices) tell(player, notice);
  }

  #deliver(...[views, acknowledged, times]: RoomEventMap['viewsDrawn']): void {
    const { roster, services } = this.#context;
    const { spectating, maintenance } = this.#parts;
    const { view: size, memory } = services.pack.manifest;
    const receivers = {
      roster,
      size,
      leastConfidence: 255 * memory.confidence,
      streamOf: (view: string) => (maintenance.isEncoded(view) ? spectating.streamOf(view) : undefined),
      limitOf: (view: string) => services.governor.limitedBy(this.roomId, view),
    };
    const failed = (view: string, error: unknown) => this.#journal.fault(`video of ${view}`, error);
    void deliverFrames(views, acknowledged, receivers, times, failed).then(() =>
      services.governor.delivered(this.roomId, views, times),
    );
    spectating.drawn(views, times);
    if (!this.metadata.pictured && this.#picture() !== undefined) this.#list();
  }

  /** The listing follows who is here, and the clock runs only for those who are connected. */
  #membersChanged(): void {
    const { roster } = this.#context;
    const { maintenance, seating, recordings, loop } = this.#parts;
    maintenance.attended();
    seating.fill();
    mirrorRoster(roster, this.state);
    recordings.tell();
    this.#list();
    // In lock-step no tick may follow that would do it.
    this.broadcastPatch();
    if (roster.anyConnected) loop.start();
    else void loop.stop();
  }

  /** Lists the room as it is now. */
  #list(): void {
    const { id: _, ...summary } = this.summary();
    const metadata = { ...summary, pictured: this.#picture() !== undefined };
    this.setMetadata(metadata).catch((error: unknown) => this.#journal.fault('setMetadata', error));
  }

  /** What goes on in it, for everybody. */
  #picture(): Picture | undefined {
    return this.#context.plan.access === 'public' ? this.#parts.spectating.picture() : undefined;
  }
}
