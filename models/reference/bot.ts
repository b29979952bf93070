import { type Action, neutralAction } from '../../shared/action.ts';
import { wrapAngle } from '../../shared/geometry/camera.ts';
import { type Cell, findPath } from './path-finding.ts';
import type { Random } from './random.ts';
import { lookRate, type Simulation, turnRate } from './simulation.ts';

type Mood =
  | { kind: 'walk'; path: Cell[] }
  | { kind: 'idle' }
  /** Turns towards a heading and stays there for the rest of the mood. */
  | { kind: 'look around'; yaw: number }
  | { kind: 'follow'; other: number }
  /** Moves by hand, as somebody new to the controls does. */
  | { kind: 'play'; move: number; strafe: number; turn: number };

/** Metres before a wall at which nobody cares to stand. */
const tooNear = 1.5;

/**
 * Somebody who plays: walks to places, opens doors on the way, looks around and turns away, stands
 * idle, follows others, fiddles with jumps and blocks. All chance comes from the given generator.
 */
export class Bot {
  readonly #random: Random;
  #mood: Mood = { kind: 'idle' };
  /** Ticks left in this mood. */
  #left = 0;
  #pitchGoal = 0;
  /** Ticks without getting anywhere while walking. */
  #stuck = 0;
  #last = { x: 0, z: 0 };

  constructor(random: Random) {
    this.#random = random;
  }

  /** What player `index` does in the next tick. */
  act(simulation: Simulation, index: number): Action {
    const random = this.#random;
    if (this.#left-- <= 0) this.#changeMood(simulation, index);
    if (random.next() < 0.03) this.#pitchGoal = random.next() < 0.4 ? -0.05 : random.range(-0.4, 0.25);
    const { pitch } = simulation.players[index];
    const action: Action = {
      ...neutralAction,
      look: limit(((this.#pitchGoal - pitch) * simulation.rate) / lookRate, 0.6),
    };
    this.#fiddle(action);
    switch (this.#mood.kind) {
      case 'walk':
        this.#walk(simulation, index, this.#mood, action);
        break;
      case 'look around':
        action.turn = this.#turnTo(simulation, index, this.#mood.yaw, 1);
        break;
      case 'follow':
        this.#follow(simulation, index, this.#mood.other, action);
        break;
      case 'play':
        action.move = this.#mood.move;
        action.strafe = this.#mood.strafe;
        action.turn = this.#mood.turn;
        if (viewAhead(simulation, index, simulation.players[index].yaw) < tooNear) this.#left = 0;
        break;
      case 'idle':
        action.look = 0;
    }
    return action;
  }

  #changeMood(simulation: Simulation, index: number): void {
    const random = this.#random;
    const second = simulation.rate;
    const { yaw } = simulation.players[index];
    const draw = random.next();
    this.#stuck = 0;
    if (draw < 0.5) {
      this.#left = Math.round(random.range(4, 12) * second);
      this.#mood = { kind: 'walk', path: this.#choosePath(simulation, index) };
    } else if (draw < 0.66) {
      this.#left = Math.round(random.range(0.6, 2) * second);
      this.#mood = { kind: 'look around', yaw: this.#chooseView(simulation, index) };
    } else if (draw < 0.76 && viewAhead(simulation, index, yaw) > tooNear) {
      this.#left = Math.round(random.range(0.5, 3) * second);
      this.#mood = { kind: 'idle' };
    } else if (draw < 0.9 && simulation.players.length > 1) {
      this.#left = Math.round(random.range(2, 6) * second);
      const other = (index + 1 + random.integer(simulation.players.length - 1)) % simulation.players.length;
      this.#mood = { kind: 'follow', other };
    } else {
      this.#left = Math.round(random.range(0.5, 2) * second);
      const key = () => random.pick([-1, 0, 0, 1, 1]);
      this.#mood = {
        kind: 'play',
        move: key(),
        strafe: random.pick([-1, 0, 1]),
        turn: random.range(-0.7, 0.7),
      };
    }
  }

  /** A heading 60 to 180 degrees away, of three the one that shows most. */
  #chooseView(simulation: Simulation, index: number): number {
    const random = this.#random;
    const { yaw } = simulation.players[index];
    let best = yaw;
    let farthest = -1;
    for (let i = 0; i < 3; i++) {
      const away = random.range(Math.PI / 3, Math.PI) * (random.next() < 0.5 ? 1 : -1);
      const distance = viewAhead(simulation, index, yaw + away);
      if (distance <= farthest) continue;
      best = wrapAngle(yaw + away);
      farthest = distance;
    }
    return best;
  }

  #choosePath(simulation: Simulation, index: number): Cell[] {
    const { world } = simulation;
    for (let attempt = 0; attempt < 20; attempt++) {
      const goal = { x: this.#random.integer(world.size), z: this.#random.integer(world.size) };
      if (world.solidAt(goal.x, goal.z)) continue;
      const path = findPath(world, cellOf(simulation.players[index].body), goal, blockedCells(simulation));
      if (path !== undefined) return path.slice(1);
    }
    return [];
  }

  #walk(simulation: Simulation, index: number, mood: { path: Cell[] }, action: Action): void {
    const { body, yaw } = simulation.players[index];
    const { path } = mood;
    while (path.length > 0 && Math.hypot(path[0].x + 0.5 - body.x, path[0].z + 0.5 - body.z) < 0.35)
      path.shift();
    if (path.length === 0) {
      this.#left = 0;
      return;
    }
    // A look one cell farther rounds the corners, where both lie on one line.
    const goal = straightAhead(path, cellOf(body));
    const off = wrapAngle(Math.atan2(goal.x + 0.5 - body.x, goal.z + 0.5 - body.z) - yaw);
    action.turn = limit((off * simulation.rate) / turnRate, 0.8);
    action.move = Math.abs(off) < 0.6 ? 1 : Math.abs(off) < 1.2 ? 0.4 : 0;
    action.use = this.#doorInTheWay(simulation, index) && this.#random.next() < 0.3;
    this.#noticeStuck(body, action);
  }

  #follow(simulation: Simulation, index: number, other: number, action: Action): void {
    const { body } = simulation.players[index];
    const target = simulation.players[other].body;
    const distance = Math.hypot(target.x - body.x, target.z - body.z);
    const bearing = Math.atan2(target.x - body.x, target.z - body.z);
    action.turn = this.#turnTo(simulation, index, bearing, 0.8);
    action.move = distance < 1.6 ? -0.7 : distance > 2.5 && Math.abs(action.turn) < 0.7 ? 1 : 0;
    action.use = this.#doorInTheWay(simulation, index) && this.#random.next() < 0.3;
    this.#noticeStuck(body, action);
  }

  /** Gives up on a way that leads nowhere, after a jump or a step aside. */
  #noticeStuck(body: Cell, action: Action): void {
    const moved = Math.hypot(body.x - this.#last.x, body.z - this.#last.z);
    this.#last = { x: body.x, z: body.z };
    this.#stuck = action.move > 0 && moved < 0.05 ? this.#stuck + 1 : 0;
    if (this.#stuck === 6) action.strafe = this.#random.next() < 0.5 ? 1 : -1;
    if (this.#stuck > 9) {
      this.#left = 0;
      this.#stuck = 0;
    }
  }

  /** Jumps and building now and then, whatever else is going on. */
  #fiddle(action: Action): void {
    const random = this.#random;
    action.jump = random.next() < 0.012;
    action.place = random.next() < 0.008;
    action.remove = random.next() < 0.008;
    action.use = random.next() < 0.005;
  }

  #turnTo(simulation: Simulation, index: number, yaw: number, fastest: number): number {
    const off = wrapAngle(yaw - simulation.players[index].yaw);
    return limit((off * simulation.rate) / turnRate, fastest);
  }

  #doorInTheWay(simulation: Simulation, index: number): boolean {
    const { body, yaw } = simulation.players[index];
    return simulation.entities(index).some((entity) => {
      if (entity.kind !== 'door' || entity.state > 0) return false;
      const dx = entity.x - body.x;
      const dz = entity.z - body.z;
      const distance = Math.hypot(dx, dz);
      return distance < 1.4 && dx * Math.sin(yaw) + dz * Math.cos(yaw) > 0.7 * distance;
    });
  }
}

/** Metres to the next wall in a direction. */
function viewAhead({ world, players }: Simulation, index: number, yaw: number): number {
  const { x, z } = players[index].body;
  let distance = 0;
  while (!world.solidAt(Math.floor(x + Math.sin(yaw) * distance), Math.floor(z + Math.cos(yaw) * distance))) {
    distance += 0.25;
  }
  return distance;
}

function limit(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

function cellOf(place: { x: number; z: number }): Cell {
  return { x: Math.floor(place.x), z: Math.floor(place.z) };
}

function blockedCells(simulation: Simulation): Set<number> {
  const cells = new Set<number>();
  for (const entity of simulation.entities()) {
    if (entity.kind !== 'block') continue;
    cells.add(Math.floor(entity.z) * simulation.world.size + Math.floor(entity.x));
  }
  return cells;
}

/** The farthest of the next three cells that lies in the same row or column as where we are. */
function straightAhead(path: readonly Cell[], here: Cell): Cell {
  let goal = path[0];
  for (const cell of path.slice(1, 3)) {
    if (cell.x !== here.x && cell.z !== here.z) break;
    goal = cell;
  }
  return goal;
}
