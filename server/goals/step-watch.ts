import { visibleEntities } from '../../shared/entity.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import { isInLineOfSight } from '../../shared/geometry/line-of-sight.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { cameraOf } from '../world/views/view-requests.ts';
import { drawnEntity, type Player, playerEntity } from '../world/world-state.ts';
import { crossing, sideOf } from './door-sides.ts';
import type { GoalWorld } from './goal-world.ts';
import { type GoalTask, placeOfAim } from './referents.ts';

/** Metres a second below which a ball lies where it is to be. */
const resting = 0.5;
/** Metres in one tick that no ball rolls: a game mode moved it. */
const leap = 1.2;
/** Metres from its door at which a body is through it. */
const beyondDoor = 0.5;
/** Metres beyond which nothing is made out, and radians off the middle of the view within which something is looked at. */
const sightRange = 16;
const lookedAt = 0.35;

/**
 * Says whether a step is done. It looks once a tick, because some of it is in what happened: an orb that was taken, a ball
 * that came to the shrine and was put elsewhere by the mode. Room and branches are judged by the same.
 */
export class StepWatch {
  readonly #task: GoalTask;
  readonly #self: string;
  #ball: GroundPoint | undefined;
  #body: GroundPoint | undefined;
  #crossed = false;
  #blocks: ReadonlySet<string> | undefined;
  #done = false;

  constructor(task: GoalTask, self: string) {
    this.#task = task;
    this.#self = self;
  }

  /** A watch that knows what this one knows, for a branch. */
  fork(): StepWatch {
    const copy = new StepWatch(this.#task, this.#self);
    copy.#ball = this.#ball;
    copy.#body = this.#body;
    copy.#crossed = this.#crossed;
    copy.#blocks = this.#blocks;
    copy.#done = this.#done;
    return copy;
  }

  /** To be called after every tick. Once a step is done, it stays so. */
  isDone(world: GoalWorld): boolean {
    const player = world.state.players.get(this.#self);
    if (player !== undefined && !this.#done) this.#done = this.#look(world, player);
    return this.#done;
  }

  #look(world: GoalWorld, player: Player): boolean {
    const { verb, thing = '', aim, side } = this.#task;
    const entity = world.state.entities.get(thing);
    const door = entity?.kind === 'door' ? entity : undefined;
    switch (verb) {
      case 'reach': {
        const place = aim && placeOfAim(aim, world);
        return place !== undefined && distance(player.body, place) <= place.radius;
      }
      case 'see':
        return this.#sees(world, player);
      case 'pass': {
        if (door === undefined) return false;
        const crossed = this.#body && crossing(door, this.#body, player.body);
        if (crossed !== undefined) this.#crossed = crossed === side;
        this.#body = { x: player.body.x, z: player.body.z };
        return this.#crossed && Math.abs(sideOf(door, player.body)) >= beyondDoor;
      }
      case 'open':
        return door?.opening === true && door.state >= 1;
      case 'close': {
        const isShut = door !== undefined && !door.opening && door.state <= 0;
        return isShut && (side === undefined || sideOf(door, player.body) * side > 0);
      }
      case 'take':
        return entity?.kind === 'orb' && entity.returns !== undefined;
      case 'bring':
        return this.#isBrought(world);
      case 'place':
        return this.#isPlaced(world);
      case 'remove':
        return entity === undefined;
    }
  }

  #isBrought(world: GoalWorld): boolean {
    const { thing = '', aim } = this.#task;
    const ball = world.state.entities.get(thing);
    const place = aim && placeOfAim(aim, world);
    if (ball?.kind !== 'ball' || place === undefined) return false;
    const before = this.#ball;
    this.#ball = { x: ball.body.x, z: ball.body.z };
    if (before && distance(before, ball.body) > leap) return distance(before, place) < place.radius + 0.5;
    return distance(ball.body, place) <= place.radius && Math.hypot(ball.body.vx, ball.body.vz) < resting;
  }

  /** A block that was not there when the step began, by its target if it has one. */
  #isPlaced(world: GoalWorld): boolean {
    const { aim } = this.#task;
    const blocks = [...world.state.entities].filter(([, { kind }]) => kind === 'block');
    this.#blocks ??= new Set(blocks.map(([id]) => id));
    const place = aim && placeOfAim(aim, world);
    return blocks.some(([id, block]) => {
      if (block.kind !== 'block' || this.#blocks?.has(id)) return false;
      return aim === undefined || (place !== undefined && distance(block, place) <= place.radius);
    });
  }

  /** In the middle of the view, and nothing solid before it. */
  #sees(world: GoalWorld, player: Player): boolean {
    const { aim } = this.#task;
    const place = aim && placeOfAim(aim, world);
    if (aim === undefined || place === undefined) return false;
    const camera = cameraOf(player, world.manifest);
    const away = distance(camera, place);
    const off = Math.abs(wrapAngle(Math.atan2(place.x - camera.x, place.z - camera.z) - camera.yaw));
    if (away > sightRange || off > lookedAt || !isInLineOfSight(camera, place, world.ground)) return false;
    if (!('id' in aim)) return true;
    const thing = world.state.entities.get(aim.id);
    const other = world.state.players.get(aim.id);
    const drawn = thing ? drawnEntity(thing) : other && playerEntity(other);
    return drawn !== undefined && visibleEntities(camera, world.manifest.view, [drawn], 1).length > 0;
  }
}

function distance(a: GroundPoint, b: GroundPoint): number {
  return Math.hypot(a.x - b.x, a.z - b.z);
}
