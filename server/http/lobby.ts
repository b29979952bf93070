import { type IRoomCache, matchMaker } from '@colyseus/core';
import type { z } from 'zod';
import {
  type CreatedRoom,
  type createRoomSchema,
  type RoomSummary,
  roomType,
} from '../../shared/messages.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { InviteSigner } from '../rooms/members/invite.ts';
import { inviteLinks } from '../rooms/members/invite-links.ts';
import { type RoomPlan, roomMetadataSchema } from '../rooms/room-plan.ts';
import { defaultMode, modeNamed, modes } from '../world/modes/modes.ts';

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
  readonly #basePath: string;
  /** Rooms that are being opened, so that many at once cannot pass the limit. */
  #opening = 0;

  constructor(options: {
    manifest: Manifest;
    invites: InviteSigner;
    maximumRooms: number;
    /** Links begin with it. */
    basePath?: string;
  }) {
    this.#manifest = options.manifest;
    this.#invites = options.invites;
    this.#maximumRooms = options.maximumRooms;
    this.#basePath = options.basePath ?? '/';
  }

  /** Public rooms, oldest first. */
  async list(): Promise<RoomSummary[]> {
    const rooms = await matchMaker.query({ name: roomType });
    return rooms.flatMap((room) => summaryOf(room) ?? []).filter(({ access }) => access === 'public');
  }

  /** A room by its id, public or not. */
  async find(id: string): Promise<RoomSummary | undefined> {
    const [room] = await matchMaker.query({ name: roomType, roomId: id });
    return room === undefined ? undefined : summaryOf(room);
  }

  /** Opens a room. Throws a LobbyError when its world or mode is unknown or too many rooms are open. */
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
    const mode = wish.mode ?? defaultMode.name;
    if (modeNamed(mode) === undefined) {
      const known = modes.map(({ name }) => name).join(', ');
      throw new LobbyError(400, `mode: there is no game mode "${mode}"; choose one of ${known}.`, 'mode');
    }
    const open = (await matchMaker.query({ name: roomType })).length + this.#opening;
    if (open >= this.#maximumRooms) {
      throw new LobbyError(
        503,
        `All ${this.#maximumRooms} rooms of this server are in use. Join one, or try again later.`,
      );
    }
    const plan: RoomPlan = { ...wish, world, mode };
    this.#opening++;
    try {
      const room = await matchMaker.createRoom(roomType, plan);
      const { roomId } = room;
      const [links, exportToken] = await Promise.all([
        inviteLinks(this.#invites, roomId, 0),
        this.#invites.signExport(roomId),
      ]);
      const below = (path: string) => `${this.#basePath}${path.slice(1)}`;
      const exportLink = below(`/api/rooms/${roomId}/world?token=${exportToken}`);
      const { name, access, seats } = wish;
      const summary = { id: roomId, name, access, world, players: 0, seats, spectators: 0, mode };
      const { hostLink, playLink, watchLink } = links;
      return {
        ...summary,
        hostLink: below(hostLink),
        playLink: below(playLink),
        watchLink: below(watchLink),
        exportLink,
      };
    } finally {
      this.#opening--;
    }
  }
}

function summaryOf(room: IRoomCache): RoomSummary | undefined {
  const metadata = roomMetadataSchema.safeParse(room.metadata);
  return metadata.success ? { id: room.roomId, ...metadata.data } : undefined;
}
