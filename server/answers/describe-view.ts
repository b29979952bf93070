import type { Scene } from '../../shared/answers/scene.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { gapTo, type Solid, solidOf } from '../../shared/geometry/solids.ts';
import { distance, foundOf, type Knowledge } from './knowledge.ts';
import { partOf } from './part-of-view.ts';

/** Metres that are looked ahead. */
const farthest = 20;
/** Metres of unknown ground in a row that end what is known. */
const mostUnseen = 1.5;
const quarter = Math.PI / 2;

/** A place that the game mode points out. */
export interface PointedOut extends GroundPoint {
  readonly key: string;
}

/**
 * What the newest view of who asks shows, and how far the ground around it is open. `sights` are those of who asks alone;
 * `newest` is the tick of its newest view.
 */
export function describeView(knowledge: Knowledge, newest: number, marks: readonly PointedOut[]): Scene {
  const { sights, pose, asker } = knowledge;
  const things = [...sights.values()]
    .filter(({ last }) => last.by === asker && last.tick === newest)
    .map((sighted) => {
      const { metres, turn } = offset(pose, sighted.last.entity);
      return { ...foundOf(sighted, knowledge), metres, turn, part: partOf(turn) };
    })
    .sort((a, b) => a.metres - b.metres);
  const doors = [...sights.values()].flatMap(({ last: { entity } }) =>
    entity.kind === 'door' && entity.state < 0.5 ? (solidOf(entity) ?? []) : [],
  );
  const clear = (turn: number) => clearMetres(knowledge, pose.yaw + turn, doors);
  return {
    tick: newest,
    things,
    clear: { ahead: clear(0), right: clear(quarter), behind: clear(2 * quarter), left: clear(-quarter) },
    marks: marks.map(({ key, ...place }) => ({ key, ...offset(pose, place) })),
  };
}

function offset(pose: Knowledge['pose'], to: GroundPoint): { metres: number; turn: number } {
  return {
    metres: distance(pose, to),
    turn: wrapAngle(Math.atan2(to.x - pose.x, to.z - pose.z) - pose.yaw),
  };
}

/** Metres to the first wall or closed door in a direction; null where the ground is not known so far. */
function clearMetres({ ground, pose }: Knowledge, yaw: number, doors: readonly Solid[]): number | null {
  const step = ground.cellSize / 2;
  let unseen = 0;
  for (let metres = step; metres <= farthest; metres += step) {
    const [x, z] = [pose.x + Math.sin(yaw) * metres, pose.z + Math.cos(yaw) * metres];
    const [cellX, cellZ] = [Math.floor(x / ground.cellSize), Math.floor(z / ground.cellSize)];
    if (ground.solidAt(cellX, cellZ) || doors.some((door) => gapTo(door, x, z).distance <= 0)) return metres;
    unseen = ground.cell?.(cellX, cellZ) === 'unknown' ? unseen + step : 0;
    if (unseen > mostUnseen) return null;
  }
  return farthest;
}
