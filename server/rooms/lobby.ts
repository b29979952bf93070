import { type IRoomCache, matchMaker } from '@colyseus/core';
import type { z } from 'zod';
import {
  type CreatedRoom,
  type createRoomSchema,
  type RoomSummary,
  roomType,
} from '../../shared/messages.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { InviteSigner, Role } from './invite.ts';
import { type RoomPlan, roomMetadataSchema } from './world-room.ts';

/** Why a room was not opened, with the fitting HTTP status. */
export class LobbyError extends Error {
  override name = 'LobbyError';
  readonly status: number;
  readonly field: string | undefined;

  constructor(status: number, message: string, field?: string) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

/** Opens rooms and lists those that are open. */
export class Lobby {
  readonly #manifest: Manifest;
  readonly #invites: InviteSigner;
  readonly #maximumRooms: number;
  /** Rooms that are being opened, so that many at once cannot pass the limit. */
  #opening = 0;

  constructor(options: { manifest: Manifest; invites: InviteSigner; maximumRooms: number }) {
    this.#manifest = options.manifest;
    this.#invites = options.invites;
    this.#maximumRooms = options.maximumRooms;
  }

  /** Open rooms, oldest first. */
  async list(): Promise<RoomSummary[]> {
    const rooms = await matchMaker.query({ name: roomType });
    return rooms.flatMap((room) => summaryOf(room) ?? []);
  }

  async find(id: string): Promise<RoomSummary | undefined> {
    const [room] = await matchMaker.query({ name: roomType, roomId: id });
    return room === undefined ? undefined : summaryOf(room);
  }

  /** Opens a room. Throws a LobbyError when its world is unknown or too many rooms are open. */
  async create(wish: z.output<typeof createRoomSchema>): Promise<CreatedRoom> {
    const worlds = this.#manifest.seeds.map((seed) => seed.name);
    const world = wish.world ?? worlds[0];
    if (!worlds.includes(world)) {
      throw new LobbyError(
        400,
        `world: there is no world "${world}"; choose one of ${worlds.join(', ')}.`,
        'world',
      );
    }
    const open = (await matchMaker.query({ name: roomType })).length + this.#opening;
    if (open >= this.#maximumRooms) {
      throw new LobbyError(
        503,
        `All ${this.#maximumRooms} rooms of this server are in use. Join one, or try again later.`,
      );
    }
    const plan: RoomPlan = { ...wish, world };
    this.#opening++;
    try {
      const room = await matchMaker.createRoom(roomType, plan);
      const { roomId } = room;
      const [playLink, watchLink, exportToken] = await Promise.all([
        this.#link(roomId, 'player'),
        this.#link(roomId, 'spectator'),
        this.#invites.signExport(roomId),
      ]);
      const exportLink = `/api/rooms/${roomId}/world?token=${exportToken}`;
      const summary = { id: roomId, name: wish.name, world, players: 0, seats: wish.seats, spectators: 0 };
      return { ...summary, playLink, watchLink, exportLink };
    } finally {
      this.#opening--;
    }
  }

  async #link(room: string, role: Role): Promise<string> {
    const token = await this.#invites.sign({ room, role });
    return `/${role === 'player' ? 'play' : 'watch'}/${room}?token=${token}`;
  }
}

function summaryOf(room: IRoomCache): RoomSummary | undefined {
  const metadata = roomMetadataSchema.safeParse(room.metadata);
  return metadata.success ? { id: room.roomId, ...metadata.data } : undefined;
}
