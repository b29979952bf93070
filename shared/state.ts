import { type SchemaType, schema, t } from '@colyseus/schema';

/** The authoritative state of a room, patched to every client once a tick. */
export const PlayerState = schema(
  {
    name: t.string(),
    /** Index into playerColours. */
    colour: t.uint8(),
    /** Feet, metres. */
    x: t.float32(),
    y: t.float32(),
    z: t.float32(),
    /** Radians. */
    yaw: t.float32(),
    pitch: t.float32(),
    score: t.uint16(),
    /** False while the room waits for a dropped player to come back. */
    connected: t.boolean(),
    /** The sequence number of the newest input that moved this body. */
    acknowledged: t.uint32(),
  },
  'PlayerState',
);
export type PlayerState = SchemaType<typeof PlayerState>;

export const EntityState = schema(
  {
    /** Index into entityKinds. */
    kind: t.uint8(),
    /** Centre, metres. */
    x: t.float32(),
    y: t.float32(),
    z: t.float32(),
    yaw: t.float32(),
    /** Index into the kind's colours (blockColours); 0 where a kind has one colour. */
    colour: t.uint8(),
    /** 0 to 1, how far a door is open. */
    state: t.float32(),
  },
  'EntityState',
);
export type EntityState = SchemaType<typeof EntityState>;

export const SpectatorState = schema(
  {
    name: t.string(),
    /** Place among those who wait for a seat, from 1; 0 for those who only watch. */
    place: t.uint16(),
    /** False while the room waits for a dropped spectator to come back. */
    connected: t.boolean(),
  },
  'SpectatorState',
);
export type SpectatorState = SchemaType<typeof SpectatorState>;

export const RoomState = schema(
  {
    tick: t.uint32(),
    /** The world seed's title. */
    world: t.string(),
    players: t.map(PlayerState),
    entities: t.map(EntityState),
    /** Session id of the player who is host; empty when nobody is. */
    host: t.string(),
    /** True while nobody new gets a seat. */
    locked: t.boolean(),
    /** Who watches, by session id. */
    spectators: t.map(SpectatorState),
    /** Values of the pack's controls by name. */
    controls: t.map('number'),
    /** How strongly views follow them. */
    guidance: t.number(),
  },
  'RoomState',
);
export type RoomState = SchemaType<typeof RoomState>;
