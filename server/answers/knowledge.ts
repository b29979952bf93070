import type { Found } from '../../shared/answers/answer.ts';
import { colourName, type Thing } from '../../shared/answers/thing.ts';
import type { Intrinsics, Pose } from '../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import type { KnownGrid } from '../contracts/known-grid.ts';
import type { Sighted } from './sight-log.ts';

/** All that a question may be answered from: what was seen, and what memory and map know of the ground. */
export interface Knowledge {
  /** By id: of the room, or of who asks. */
  readonly sights: ReadonlyMap<string, Sighted>;
  readonly ground: KnownGrid;
  /** Of who asks: its eyes, now. */
  readonly pose: Pose;
  /** Session id of who asks; it is nobody that it could ask for. */
  readonly asker: string;
  readonly tick: number;
  /** Ticks a second. */
  readonly rate: number;
  readonly intrinsics: Intrinsics;
  /** Keyframes that show what a camera sees, best first. */
  retrieve(camera: Pose): readonly Keyframe[];
}

/** Seen things that fit, the nearest to who asks first; of the same distance, by id. */
export function fitting({ sights, pose, asker }: Knowledge, what: Thing): Sighted[] {
  const metres = ({ last }: Sighted) => distance(pose, last.entity);
  return [...sights.values()]
    .filter((sighted) => sighted.id !== asker && fits(sighted, what))
    .sort((a, b) => metres(a) - metres(b) || a.id.localeCompare(b.id));
}

function fits({ name, last: { entity } }: Sighted, what: Thing): boolean {
  if (entity.kind !== what.kind) return false;
  if (what.colour !== undefined && colourName(entity.colour) !== what.colour) return false;
  if (what.state !== undefined && (entity.state >= 0.5 ? 'open' : 'closed') !== what.state) return false;
  return what.name === undefined || name.toLowerCase() === what.name.toLowerCase();
}

/** How answers name what was seen. */
export function foundOf({ id, name, moved, last }: Sighted, { tick, rate }: Knowledge): Found {
  const { kind, x, z, colour, state } = last.entity;
  const secondsAgo = Math.max(0, tick - last.tick) / rate;
  return { id, kind, name, colour: colourName(colour), open: state, x, z, secondsAgo, moved };
}

export function distance(from: GroundPoint, to: GroundPoint): number {
  return Math.hypot(to.x - from.x, to.z - from.z);
}
