import type { Generator } from '../../../server/generation/generator.ts';
import { MoveBatch } from '../../../server/generation/move-batch.ts';
import { branchOf } from '../../../server/goals/branches.ts';
import type { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { cameraOf } from '../../../server/world/views/view-requests.ts';
import type { World } from '../../../server/world/world.ts';
import { type Action, neutralAction } from '../../../shared/action.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import type { Manifest } from '../../../shared/pack.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { playerOf } from '../rollout/rollout.ts';
import type { LatentEncoder, SeenFrame } from './latent-encoder.ts';
import { type OpenRoom, openRoom, roomPlayer } from './recorded-play.ts';
import { RoomMatch } from './room-match.ts';

/** Actions that are tried at once, each in a branch of the room. */
const atOnce = 18;
/** Steps by which the axes of an action are changed to explain a frame better, and how often each is tried at most. */
const steps = [0.24, 0.12, 0.06, 0.03] as const;
const mostRounds = 2;
/** Actions from which a search for the turn and the look starts. */
const starts = 2;
/**
 * How much better, as a share, axes between keys must explain a frame than whole keys, and any action than the last one. Turns and
 * looks are searched first and alone: keys press the others wholly.
 */
const margin = { between: 0.97, change: 0.98 } as const;
/** Metres above the ground from which a body is in the air. */
const airborne = 0.02;
const searched = ['turn', 'look', 'move', 'strafe'] as const;

/** An action with how badly what it leads to explains the next frame. */
interface Tried {
  readonly action: Action;
  readonly error: number;
}

/**
 * Labels the frames of play with actions in a new room of the world in which it was recorded, while playing them there. Each action
 * is tried in branches of the room, so walls stop and turn aside the body as they did. What the room shows now is compared with
 * the next frame, so what the body is off by is seen, and made good. `use`, `place` and `remove` are never read.
 */
export async function labelInRoom(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move'>,
  world: Pick<HeldOutWorld, 'worldSeed' | 'seed'>,
  { encoder, frames }: { encoder: LatentEncoder; frames: readonly SeenFrame[] },
): Promise<Action[]> {
  const opened = openRoom(pack, generator, world);
  const { world: room } = opened;
  try {
    const labels = new RoomLabels(opened, generator, world.seed);
    const actions: Action[] = [];
    for (let i = 1; i < frames.length; i++) {
      const [view] = await room.draw();
      const code = await encoder.encode(frames[i - 1], frames[i]);
      const action = await labels.label(code, view, frames[i]);
      actions.push(action);
      room.setInput(roomPlayer, { sequence: i, action });
      await room.advance();
    }
    labels.close();
    return actions;
  } finally {
    room.close();
  }
}

class RoomLabels {
  readonly #room: World;
  readonly #memory: Pick<RoomMemory, 'retrieve'>;
  readonly #branches: readonly World[];
  readonly #match: RoomMatch;
  readonly #perTick: { turn: number; look: number };
  #last: Action = neutralAction;

  constructor({ world: room, memory }: OpenRoom, model: Pick<Generator, 'move'>, roomSeed: number) {
    this.#room = room;
    this.#memory = memory;
    const batch = new MoveBatch(model);
    this.#branches = Array.from({ length: atOnce }, () => branchOf(room, { model: batch, roomSeed }));
    const { view, actions }: Manifest = room.manifest;
    this.#match = new RoomMatch(view);
    this.#perTick = { turn: actions.turnRate / view.rate, look: actions.lookRate / view.rate };
  }

  close(): void {
    for (const branch of this.#branches) branch.close();
  }

  /** The action after which the room looks most like a frame. `code`: latent-encoder.ts; `view`: what the room looks like now. */
  async label([look, left]: readonly number[], view: SeenFrame, next: SeenFrame): Promise<Action> {
    const player = playerOf(this.#room, roomPlayer);
    const pose = cameraOf(player, this.#room.manifest);
    const errorOf = this.#match.errors(next, [{ ...view, pose }, ...this.#memory.retrieve(pose)]);
    const turning = { turn: held(-left / this.#perTick.turn), look: held(look / this.#perTick.look) };
    const jumps = player.body.y < airborne ? [false, true] : [false];
    const values = [-1, 0, 1];
    const keys = jumps.flatMap((jump) =>
      values.flatMap((move) =>
        values.map((strafe): Action => ({ ...neutralAction, ...turning, move, strafe, jump })),
      ),
    );
    const tried = await this.#try([this.#last, { ...this.#last, ...turning, jump: false }, ...keys], errorOf);
    const counted = tried.map((one, i) => (i < 2 ? { ...one, error: one.error * margin.change } : one));
    counted.sort((a, b) => a.error - b.error);
    let best = counted[0];
    for (const start of counted.slice(0, starts)) {
      const refined = await this.#refined(start, searched.slice(0, 2), 1, errorOf);
      if (refined.error < best.error) best = refined;
    }
    best = await this.#refined(best, searched, margin.between, errorOf);
    this.#last = { ...best.action, jump: false };
    return best.action;
  }

  /**
   * Changes axes of an action in steps that get shorter. What comes of it has to explain the frame better by a `share` of the
   * error; its error is told so that it can be compared.
   */
  async #refined(
    start: Tried,
    axes: readonly (typeof searched)[number][],
    share: number,
    errorOf: (to: Pose) => number,
  ): Promise<Tried> {
    let found: Tried = { ...start, error: start.error * share };
    for (const step of steps) {
      for (let round = 0; round < mostRounds; round++) {
        const around = axes.flatMap((axis) =>
          [-step, step].map((by) => ({ ...found.action, [axis]: held(found.action[axis] + by) })),
        );
        const nearest = (await this.#try(around, errorOf)).reduce((a, b) => (b.error < a.error ? b : a));
        if (nearest.error >= found.error) break;
        found = nearest;
      }
    }
    return found.action === start.action ? start : { ...found, error: found.error / share };
  }

  /** Where each action leads, in branches, and how well that explains the next frame. */
  async #try(actions: readonly Action[], errorOf: (to: Pose) => number): Promise<Tried[]> {
    const snapshot = this.#room.stateOfLog();
    const tried: Tried[] = [];
    for (let from = 0; from < actions.length; from += atOnce) {
      const some = actions.slice(from, from + atOnce);
      tried.push(
        ...(await Promise.all(
          some.map(async (action, i) => {
            const branch = this.#branches[i];
            branch.restore(snapshot);
            const { acknowledged } = playerOf(branch, roomPlayer);
            branch.setInput(roomPlayer, { sequence: acknowledged + 1, action });
            await branch.advance();
            return { action, error: errorOf(cameraOf(playerOf(branch, roomPlayer), branch.manifest)) };
          }),
        )),
      );
    }
    return tried;
  }
}

function held(value: number): number {
  return Math.max(-1, Math.min(1, value));
}
