import { type Client, CloseCode, Room, ServerError } from '@colyseus/core';
import { z } from 'zod';
import {
  closeCodes,
  createRoomSchema,
  joinOptionsSchema,
  type Notice,
  type RoomSummary,
  serverMessages,
} from '../../shared/messages.ts';
import { RoomState } from '../../shared/state.ts';
import type { Log } from '../log.ts';
import { TickLoop } from '../world/tick-loop.ts';
import type { WayOut } from '../world/ways-out.ts';
import { World } from '../world/world.ts';
import type { Deliver, TickNotice } from '../world/world-tick.ts';
import { Conduct } from './conduct.ts';
import { deliverFrames } from './frame-delivery.ts';
import { InviteError, type Role } from './invite.ts';
import { RateLimit } from './rate-limit.ts';
import { Reception } from './reception.ts';
import { refusalOf } from './refusal.ts';
import type { RoomServices, RoomViewer } from './room-services.ts';
import { type Line, type Member, Roster } from './roster.ts';
import { mirror } from './state-mirror.ts';

/** What a room is created with. */
export const roomPlanSchema = createRoomSchema.extend({
  world: z.string(),
  /** Decides everything that happens by chance; drawn when left out. */
  roomSeed: z.int().optional(),
});
export type RoomPlan = z.input<typeof roomPlanSchema>;

/** What the matchmaker knows of a room. */
export const roomMetadataSchema = z.object({
  name: z.string(),
  world: z.string(),
  seats: z.number(),
  players: z.number(),
  spectators: z.number(),
});
export type RoomMetadata = z.infer<typeof roomMetadataSchema>;

/** What a client was admitted as. */
const admissionSchema = z.object({ role: z.enum(['player', 'spectator']), name: z.string() });
type Admission = z.infer<typeof admissionSchema>;

/** Far over what Reception lets pass; only keeps a flood of empty frames from costing anything. */
const framesPerSecond = 1000;
/** How often errors that ticks survive are logged, and bodies that were stuck: a line each 5 s. */
const logLines = { perSecond: 0.2, burst: 1 };

/**
 * A room: it moves messages and media between clients and a World, and mirrors the World's state into
 * the schema. It ends when nobody has been in it for a while.
 */
export class WorldRoom extends Room<{ state: RoomState; metadata: RoomMetadata }> {
  override state = new RoomState();
  override autoDispose = false;
  /** The state is patched once a tick, by the tick. */
  override patchRate = null;
  override maxMessagesPerSecond = framesPerSecond;

  readonly #roster = new Roster();
  #services!: RoomServices;
  #log!: Log;
  #plan!: z.output<typeof roomPlanSchema>;
  #world!: World;
  /** There once the room is open. */
  #loop: TickLoop | undefined;
  #reception!: Reception;
  #idle: NodeJS.Timeout | undefined;
  readonly #faultLines = new RateLimit(logLines);
  readonly #freedLines = new RateLimit(logLines);

  override async onCreate(options: Partial<RoomPlan> & { services: RoomServices }): Promise<void> {
    const { services, ...plan } = options;
    this.#services = services;
    this.#log = services.log.child({ room: this.roomId });
    this.#plan = roomPlanSchema.parse(plan);
    const seed = await services.pack.seed(this.#plan.world);
    this.#world = new World({
      pack: services.pack,
      seed,
      generator: services.model,
      memory: services.createMemory(services.pack.manifest),
      roomSeed: this.#plan.roomSeed ?? Math.floor(Math.random() * 2 ** 31),
      room: this.roomId,
      freed: (wayOut) => this.#freed(wayOut),
    });
    this.#loop = new TickLoop({
      world: this.#world,
      deliver: this.#deliver,
      advanced: (notices) => this.#advanced(notices),
      failed: (error) => this.#fault('tick', error),
    });
    this.#reception = new Reception(this.#world, this.#roster, (who, why) => this.#expel(who, why));
    this.onMessage('*', (client, type, message) => {
      const member = this.#roster.get(client.sessionId);
      if (member !== undefined) this.#reception.receive(member, type, message);
    });
    this.state.world = seed.title;
    mirror(this.#world.state, this.state);
    services.reports.set(this.roomId, () => ({ ...this.summary(), ...this.#world.report() }));
    services.worlds.set(this.roomId, () => this.#world.toSeed());
    this.#changed();
    this.#log.info({ world: this.#plan.world, seats: this.#plan.seats }, 'room opened');
  }

  /** Decides what a client may be; a refusal carries one of closeCodes and what to do. */
  override async onAuth(_client: Client, options: unknown): Promise<Admission> {
    const parsed = joinOptionsSchema.safeParse(options ?? {});
    if (!parsed.success) throw new ServerError(closeCodes.badOptions, refusalOf('', parsed.error).text);
    const { name, role, token } = parsed.data;
    if (token !== undefined) {
      try {
        const invite = await this.#services.invites.verify(token, this.roomId);
        if (invite.role === 'spectator' && role === 'player') {
          throw new InviteError('This invite is for watching. Watch, or ask for a link to play.');
        }
      } catch (error) {
        if (error instanceof InviteError) throw new ServerError(closeCodes.badToken, error.message);
        throw error;
      }
    }
    this.#requireSeat(role);
    return { role, name };
  }

  override async onJoin(client: Client, _options: unknown, auth: unknown): Promise<void> {
    const { role, name } = admissionSchema.parse(auth);
    // Again, as others may have joined since onAuth.
    this.#requireSeat(role);
    const { media, pack } = this.#services;
    const { rate, width, height } = pack.manifest.view;
    const member: Member = {
      id: client.sessionId,
      role,
      name,
      conduct: new Conduct(rate),
      line: lineOf(client),
      connected: true,
      expelled: false,
      viewer: this.#createViewer(),
      watching: new Map(),
      stream: undefined,
    };
    this.#roster.add(member);
    if (role === 'player') {
      this.#world.join(member.id, name);
      mirror(this.#world.state, this.state);
      const stream = await media.createStream({ width, height, rate, room: this.roomId });
      if (this.#roster.get(member.id) === member) member.stream = stream;
      else stream.close();
    }
    this.#log.info({ session: member.id, role }, 'joined');
    this.#changed();
  }

  /** The line broke: the body stays, doing nothing, and the seat is kept for a while. */
  override onDrop(client: Client, code?: number): void {
    const member = this.#roster.get(client.sessionId);
    if (member === undefined || member.expelled || this.#services.reconnectSeconds === 0) return;
    this.#log.info({ session: member.id, code }, 'dropped');
    member.connected = false;
    member.watching.clear();
    member.viewer.close();
    this.#world.setConnected(member.id, false);
    mirror(this.#world.state, this.state);
    this.#changed();
    // Colyseus calls onLeave when the time is over.
    this.allowReconnection(client, this.#services.reconnectSeconds).catch(() => {});
  }

  override onReconnect(client: Client): void {
    const member = this.#roster.get(client.sessionId);
    if (member === undefined)
      throw new ServerError(closeCodes.roomGone, 'Your place in this room is gone. Join again.');
    member.line = lineOf(client);
    member.connected = true;
    member.viewer = this.#createViewer();
    member.stream?.requestKeyframe();
    this.#world.setConnected(member.id, true);
    mirror(this.#world.state, this.state);
    this.#log.info({ session: member.id }, 'reconnected');
    this.#changed();
  }

  override onLeave(client: Client, code?: number): void {
    this.#remove(client.sessionId, code);
  }

  override async onDispose(): Promise<void> {
    clearTimeout(this.#idle);
    this.#services.reports.delete(this.roomId);
    this.#services.worlds.delete(this.roomId);
    for (const member of [...this.#roster]) this.#roster.remove(member.id);
    await this.#loop?.stop();
    this.#log.info('room ended');
  }

  /** Colyseus hands the errors of every hook to this; refusals go to the one who asked, the room goes on. */
  override onUncaughtException(error: Error, method: string): void {
    if (!(error.cause instanceof ServerError)) this.#fault(method, error.cause ?? error);
  }

  summary(): RoomSummary {
    return {
      id: this.roomId,
      name: this.#plan.name,
      world: this.#plan.world,
      players: this.#roster.count('player'),
      seats: this.#plan.seats,
      spectators: this.#roster.count('spectator'),
    };
  }

  #createViewer(): RoomViewer {
    return this.#services.media.createViewer((view) => this.#roster.get(view)?.stream, this.roomId);
  }

  #requireSeat(role: Role): void {
    const { seats } = this.#plan;
    if (role === 'player' && this.#roster.count('player') >= seats) {
      throw new ServerError(
        closeCodes.roomFull,
        `All ${seats} seats of this room are taken. Watch, or try again later.`,
      );
    }
  }

  #advanced(notices: readonly TickNotice[]): void {
    mirror(this.#world.state, this.state);
    this.broadcastPatch();
    for (const { player, text } of notices) {
      const notice: Notice = { level: 'info', text };
      this.#roster.get(player)?.line.send(serverMessages.notice, notice);
    }
  }

  readonly #deliver: Deliver = (views, acknowledged, times) => {
    deliverFrames(views, acknowledged, this.#roster, times, (view, error) => {
      this.#fault(`video of ${view}`, error);
    });
  };

  #expel(member: Member, reason: string): void {
    member.expelled = true;
    this.#log.warn({ session: member.id, refused: member.conduct.refused }, 'expelled');
    member.line.end(closeCodes.tooFrequent, reason);
    // The other end may take its time to close; its body does not wait for it.
    this.#remove(member.id, closeCodes.tooFrequent);
  }

  #remove(id: string, code: number | undefined): void {
    const member = this.#roster.remove(id);
    if (member === undefined) return;
    this.#world.leave(id);
    mirror(this.#world.state, this.state);
    this.#log.info({ session: id, code: code ?? CloseCode.NO_STATUS_RECEIVED }, 'left');
    this.#changed();
  }

  /** Somebody came, went or dropped: the listing follows, the clock runs only for those who are here. */
  #changed(): void {
    const { id: _, ...metadata } = this.summary();
    this.setMetadata(metadata).catch((error: unknown) => this.#fault('setMetadata', error));
    if (this.#roster.anyConnected) this.#loop?.start();
    else void this.#loop?.stop();
    clearTimeout(this.#idle);
    if (this.#roster.size === 0) {
      this.#idle = setTimeout(
        () => void this.disconnect(closeCodes.roomGone),
        this.#services.idleRoomSeconds * 1000,
      );
    }
  }

  #fault(where: string, error: unknown): void {
    if (this.#faultLines.take()) this.#log.error({ err: error, where }, 'survived an error');
  }

  #freed(wayOut: WayOut): void {
    if (!this.#freedLines.take()) return;
    const { waysOut } = this.#world.statistics;
    this.#log.info({ ...wayOut, waysOut }, 'a body was stuck and found a way out');
  }
}

function lineOf(client: Client): Line {
  return {
    send: (type, message) => client.send(type, message),
    end: (code, reason) => {
      client.leave(code, reason);
    },
  };
}
