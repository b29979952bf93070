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
    /** What it waits for: 'seat', 'machine' where the server cannot draw one player more, or nothing. */
    waitsFor: t.string(),
  },
  'SpectatorState',
);
export type SpectatorState = SchemaType<typeof SpectatorState>;

export const StandingState = schema(
  {
    name: t.string(),
    /** Index into playerColours. */
    colour: t.uint8(),
    /** From 1; 0 where there are no teams. */
    team: t.uint8(),
    /** Points of the match, and those of them from the round that runs, or from the last one. */
    score: t.uint16(),
    roundScore: t.uint16(),
    /** False once the player has left for good. */
    present: t.boolean(),
    /** Key of a word beside the name; empty where there is none. */
    role: t.string(),
  },
  'StandingState',
);
export type StandingState = SchemaType<typeof StandingState>;

export const MarkState = schema(
  {
    /** What to call it. */
    key: t.string(),
    /** Metres, on the ground. */
    x: t.float32(),
    z: t.float32(),
    /** Metres; 0 where it is no zone. */
    radius: t.float32(),
    /** Id of the player or entity whose place it has instead; empty where it stands. */
    follows: t.string(),
  },
  'MarkState',
);
export type MarkState = SchemaType<typeof MarkState>;

export const AnnouncementState = schema(
  {
    key: t.string(),
    /** What the words are about: names, and points; empty and 0 where they say nothing. */
    player: t.string(),
    other: t.string(),
    points: t.uint16(),
  },
  'AnnouncementState',
);
export type AnnouncementState = SchemaType<typeof AnnouncementState>;

export const MatchState = schema(
  {
    /** Name of the game mode. */
    mode: t.string(),
    /** Index into matchPhases. */
    phase: t.uint8(),
    paused: t.boolean(),
    /** From 1; 0 before the first. */
    round: t.uint8(),
    /** 0 where there are none. */
    rounds: t.uint8(),
    /** Tick with which the phase ends; 0 where it does not by itself. */
    ends: t.uint32(),
    /** Players without whom no match begins. */
    minimumPlayers: t.uint8(),
    /** By session id. */
    standings: t.map(StandingState),
    /** By an id of the mode's. */
    marks: t.map(MarkState),
    /** The newest few, by their number, which counts from 1. */
    announcements: t.map(AnnouncementState),
    /** The most points that somebody had at the end of a match in this room; 0 before there were any. */
    recordScore: t.uint16(),
    recordName: t.string(),
  },
  'MatchState',
);
export type MatchState = SchemaType<typeof MatchState>;

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
    /** Session id of the player whose view the director shows; empty while nobody plays. */
    shot: t.string(),
    /** Session id of who flies the free camera; empty while nobody does. */
    pilot: t.string(),
    /** Whether somebody could have the free camera now: nobody has it, and there is time to draw its view. */
    cameraOffered: t.boolean(),
    /** Values of the pack's controls by name. */
    controls: t.map('number'),
    /** How the game stands. */
    match: t.ref(MatchState),
    /** Names of those whom the host has kicked and who cannot come back, by the session id that they had. */
    kicked: t.map('string'),
    /** Those in the room whom the host has silenced, by session id. */
    silenced: t.map('boolean'),
    /** How strongly views follow them. */
    guidance: t.number(),
    /** While somebody waits for the machine: views a second that it draws, and the least for each player. */
    viewsPerSecond: t.number(),
    leastViewsPerSecond: t.number(),
  },
  'RoomState',
);
export type RoomState = SchemaType<typeof RoomState>;
