import type { Observation } from '../../../shared/agents/observation.ts';
import type { SenseName, ThingInSight } from '../../../shared/agents/senses.ts';
import { walkable } from '../../../shared/geometry/collide-and-slide.ts';
import { rangeScan } from '../../../shared/geometry/range-scan.ts';
import { scanRays } from '../../../shared/motion-features.ts';
import { isInSight, thingsOf } from '../../world/views/in-sight.ts';
import { cameraOf } from '../../world/views/view-requests.ts';
import type { World } from '../../world/world.ts';
import { obstaclesNear, type Player } from '../../world/world-state.ts';

type Perceived = Pick<Observation, SenseName>;
type PerceivedWorld = Pick<World, 'state' | 'ground' | 'manifest'>;

/** What a player's body perceives now by these senses; nothing while it has none. */
export function perceive(world: PerceivedWorld, id: string, senses: readonly SenseName[]): Perceived {
  const player = senses.length === 0 ? undefined : world.state.players.get(id);
  if (player === undefined) return {};
  return {
    ...(senses.includes('sight') && { sight: sightOf(world, player) }),
    ...(senses.includes('ranges') && { ranges: rangesOf(world, player) }),
  };
}

function sightOf(world: PerceivedWorld, player: Player): ThingInSight[] {
  const camera = cameraOf(player, world.manifest);
  return [...thingsOf(world)]
    .filter(({ id, entity }) => id !== player.id && isInSight(camera, entity, world))
    .map(({ id, entity: { kind, x, y, z, yaw, state } }) => {
      const away = Math.hypot(x - camera.x, z - camera.z);
      return {
        away,
        thing: { id, kind, x: rounded(x), y: rounded(y), z: rounded(z), yaw: rounded(yaw), state },
      };
    })
    .sort((a, b) => a.away - b.away)
    .map(({ thing }) => thing);
}

function rangesOf({ state, ground }: PerceivedWorld, { body }: Player): number[] {
  const scan = new Float32Array(scanRays);
  const { grid } = walkable(ground, body.x, body.z);
  rangeScan(grid, obstaclesNear(state, body), body.x, body.z, body.heading, scan);
  return Array.from(scan, rounded);
}

/** To a millimetre, or a milliradian: more digits would only make messages long. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
