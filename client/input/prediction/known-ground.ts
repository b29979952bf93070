import { type Entity, entityKinds } from '../../../shared/entity.ts';
import { collideAndSlide } from '../../../shared/geometry/collide-and-slide.ts';
import { type GroundKind, mapCellSize } from '../../../shared/geometry/ground-map.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import type { SolidGrid } from '../../../shared/geometry/range-scan.ts';
import { bodyRadius } from '../../../shared/motion-features.ts';
import type { RoomState } from '../../../shared/state.ts';

/**
 * Radius of a body before walls of the map, metres. A cell of the map is solid when a quarter of it is, so walls look thicker
 * there than they are: with its own radius, a body that walks along a wall would catch on its cells.
 */
const mapRadius = 0.05;
const openGround: SolidGrid = { cellSize: 1, solidAt: () => false };

export interface KnownGround {
  /** Kind of the map's cell at a place; 'unknown' where the page has no map. */
  kindAt(x: number, z: number): GroundKind;
  /** The room's state, and the player's own id in it. */
  state(): RoomState | undefined;
  own(): string | undefined;
}

/**
 * How far a player gets of a displacement: stopped by walls of the map that the page has, and by doors, blocks and bodies in the
 * room's state, along which it slides. The room knows walls more exactly.
 */
export function slideOnKnownGround(ground: KnownGround, from: GroundPoint, wish: GroundPoint): GroundPoint {
  if (wish.x === 0 && wish.z === 0) return { x: 0, z: 0 };
  const state = ground.state();
  const obstacles = state === undefined ? [] : obstaclesOf(state, ground.own(), from);
  const aside = collideAndSlide(
    { grid: openGround, obstacles },
    from.x,
    from.z,
    bodyRadius('player'),
    wish.x,
    wish.z,
  );
  const grid: SolidGrid = {
    cellSize: mapCellSize,
    solidAt: (x, z) => ground.kindAt((x + 0.5) * mapCellSize, (z + 0.5) * mapCellSize) === 'solid',
  };
  const walked = collideAndSlide({ grid, obstacles: [] }, from.x, from.z, mapRadius, aside.dx, aside.dz);
  return { x: walked.dx, z: walked.dz };
}

/** Metres beyond which nothing is in the way. */
const reach = 3;

function obstaclesOf(state: RoomState, own: string | undefined, from: GroundPoint): Entity[] {
  const near = ({ x, z }: GroundPoint) => Math.abs(x - from.x) < reach && Math.abs(z - from.z) < reach;
  const obstacles: Entity[] = [];
  for (const [id, player] of state.players.entries()) {
    if (id === own || !near(player)) continue;
    const { x, y, z, yaw } = player;
    obstacles.push({ kind: 'player', x, y, z, yaw, colour: [0, 0, 0], state: 0 });
  }
  for (const entity of state.entities.values()) {
    const kind = entityKinds[entity.kind];
    // Balls roll away from who walks against them.
    if (kind === undefined || kind === 'orb' || kind === 'ball' || !near(entity)) continue;
    const { x, y, z, yaw } = entity;
    obstacles.push({ kind, x, y, z, yaw, colour: [0, 0, 0], state: entity.state });
  }
  return obstacles;
}
