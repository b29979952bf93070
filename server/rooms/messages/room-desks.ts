import { promptEncoderOf } from '../../pack/prompt-encoder.ts';
import type { World } from '../../world/world.ts';
import type { Door } from '../members/door.ts';
import type { Hosting } from '../members/hosting.ts';
import type { Member, Roster } from '../members/roster.ts';
import type { RoomServices } from '../room-services.ts';
import { MapDesk } from './map-desk.ts';
import { Moderation } from './moderation.ts';
import type { CameraDesk, Desks } from './reception.ts';
import { RoomRecordings } from './room-recordings.ts';
import { SketchDesk } from './sketch-desk.ts';
import { Steering } from './steering.ts';

/** What the desks of a room work with. */
export interface DeskParts {
  room: string;
  roomName: string;
  world: World;
  roster: Roster;
  door: Door;
  hosting: Hosting;
  camera: CameraDesk;
  services: Pick<RoomServices, 'pack' | 'recordings' | 'invites'>;
  /** The door was locked or unlocked, or lets somebody in or out otherwise than before. */
  doorChanged(): void;
  dismiss(member: Member, code: number, reason: string): void;
  expel(member: Member, reason: string): void;
  visibility(member: Member): void;
  failed(where: string, error: unknown): void;
}

/** The desks, and those of them that have more to do than to answer. */
export interface OpenDesks {
  desks: Desks;
  recordings: RoomRecordings;
  maps: MapDesk;
}

/** Everything in a room that clients can ask for beside playing and watching, each from the one whose part it is. */
export async function openDesks(parts: DeskParts): Promise<OpenDesks> {
  const { room, roomName, world, roster, door, hosting, camera, services, dismiss, failed } = parts;
  const { manifest } = services.pack;
  const host = () => hosting.host;
  const moderation = new Moderation({
    roster,
    door,
    hosting,
    dismiss,
    changed: () => parts.doorChanged(),
    command: (command) => world.command(command),
  });
  const recordings = new RoomRecordings({
    room,
    roomName,
    view: manifest.view,
    roster,
    host,
    recordings: services.recordings,
    invites: services.invites,
    failed: (error) => failed('recording', error),
  });
  const steering = new Steering({
    manifest,
    world,
    host,
    prompts: await promptEncoderOf(services.pack),
  });
  const sketches = new SketchDesk({
    world,
    host,
    ended: () => roster.size === 0,
    failed: (error) => failed('sketch', error),
  });
  const maps = new MapDesk(world, roster);
  const desks: Desks = {
    host,
    command: (member, command) => moderation.perform(member, command),
    record: (member, command) => recordings.perform(member, command),
    camera,
    controls: (member, request) => steering.perform(member, request),
    sketch: (member, request) => sketches.perform(member, request),
    map: (member, request) => maps.perform(member, request),
    expel: parts.expel,
    visibility: parts.visibility,
  };
  return { desks, recordings, maps };
}
