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
    /** False while the room waits for a dropped player to reconnect. */
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
    /** Index into the kind's colours (blockColours); 0 for a kind with one colour. */
    colour: t.uint8(),
    /** Opening of a door, 0 to 1. */
    state: t.float32(),
  },
  'EntityState',
);
export type EntityState = SchemaType<typeof EntityState>;

export const SpectatorState = schema(
  {
    name: t.string(),
    /** Position in the queue for a seat, from 1; 0 for spectators that do not queue. */
    place: t.uint16(),
    /** False while the room waits for a dropped spectator to reconnect. */
    connected: t.boolean(),
    /** What the spectator waits for: 'seat', 'machine' when the server cannot draw one more player, or nothing. */
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
    /** Points of the match, and the part of them from the current or last round. */
    score: t.uint16(),
    roundScore: t.uint16(),
    /** False after the player has left for good. */
    present: t.boolean(),
    /** Key of a word shown beside the name; empty for none. */
    role: t.string(),
  },
  'StandingState',
);
export type StandingState = SchemaType<typeof StandingState>;

export const MarkState = schema(
  {
    /** Key of its label. */
    key: t.string(),
    /** Metres, on the ground. */
    x: t.float32(),
    z: t.float32(),
    /** Metres; 0 for a mark that is no zone. */
    radius: t.float32(),
    /** Id of the player or entity that the mark follows; empty for a fixed mark. */
    follows: t.string(),
  },
  'MarkState',
);
export type MarkState = SchemaType<typeof MarkState>;

export const AnnouncementState = schema(
  {
    key: t.string(),
    /** Parameters of the sentence: names, and points; empty and 0 when unused. */
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
    /** Tick at which the phase ends; 0 for a phase without a time limit. */
    ends: t.uint32(),
    /** Fewest players with whom a match begins. */
    minimumPlayers: t.uint8(),
    /** By session id. */
    standings: t.map(StandingState),
    /** By an id that the mode chooses. */
    marks: t.map(MarkState),
    /** The newest few events, by number, from 1. */
    announcements: t.map(AnnouncementState),
    /** High score of this room: the most points of one player at the end of a match; 0 before the first. */
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
    /** True while the room gives out no new seats. */
    locked: t.boolean(),
    /** Spectators by session id. */
    spectators: t.map(SpectatorState),
    /** Session id of the player whose view the director shows; empty while nobody plays. */
    shot: t.string(),
    /** Session id of the member that flies the free camera; empty while nobody does. */
    pilot: t.string(),
    /** Whether the free camera can be taken: nobody has it, and the machine has time to draw its view. */
    cameraOffered: t.boolean(),
    /** Values of the pack's controls by name. */
    controls: t.map('number'),
    /** State of the match. */
    match: t.ref(MatchState),
    /** Names of the people whom the host banned, by their former session id. */
    kicked: t.map('string'),
    /** Members whom the host has muted, by session id. */
    silenced: t.map('boolean'),
    /** Guidance scale of the controls. */
    guidance: t.number(),
    /** How often the room was taken back to an earlier moment. Inputs say which one they are for. */
    epoch: t.uint16(),
    /** In a room that shows the past: its first and last tick, and ticks of it a tick of the clock. 0 elsewhere. */
    replayFrom: t.uint32(),
    replayTo: t.uint32(),
    replaySpeed: t.number(),
    /** While a member waits for the machine: views that it draws, and how many times a second. */
    drawableViews: t.number(),
    viewRate: t.number(),
  },
  'RoomState',
);
export type RoomState = SchemaType<typeof RoomState>;
