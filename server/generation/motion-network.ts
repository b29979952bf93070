import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { motionFeatures, motionOutputs } from '../../shared/motion-features.ts';
import { mostRows } from '../../shared/pack.ts';
import type { MotionJob } from './motion-queue.ts';
import { fillUniform } from './noise.ts';

/** Rows that are compared, and how many of them a run gets. A library may compute few rows in another way than many. */
const comparedRows = 33;
const comparedSizes = [1, 2, 3, 8];

/**
 * The motion network. A run takes about as long for sixteen bodies as for one, so the bodies of several worlds go through
 * it together, if that changes no bit of any result: else the same room with the same inputs would not have the same
 * outcome beside other rooms. Whether it does is tried once, with this machine's own code.
 */
export class MotionNetwork {
  readonly #session: Pick<InferenceSession, 'run'>;
  /** Whether worlds may share a run. */
  readonly together: boolean;

  private constructor(session: Pick<InferenceSession, 'run'>, together: boolean) {
    this.#session = session;
    this.together = together;
  }

  static async create(session: Pick<InferenceSession, 'run'>): Promise<MotionNetwork> {
    return new MotionNetwork(session, await isRowByRow(session));
  }

  /** Changes [bodies, motionOutputs] of each job. */
  async move(jobs: readonly MotionJob[]): Promise<Float32Array[]> {
    const changes: Float32Array[] = [];
    for (const group of this.together ? groupsOf(jobs) : jobs.map((job) => [job])) {
      const bodies = bodiesOf(group);
      const features = new Float32Array(bodies * motionFeatures);
      let row = 0;
      for (const job of group) {
        features.set(job.features.subarray(0, job.bodies * motionFeatures), row * motionFeatures);
        row += job.bodies;
      }
      const outputs = await run(this.#session, features, bodies);
      row = 0;
      for (const job of group) {
        changes.push(outputs.slice(row * motionOutputs, (row + job.bodies) * motionOutputs));
        row += job.bodies;
      }
    }
    return changes;
  }
}

/** Jobs that go through the network at once, in their order: as many as its rows allow. */
function groupsOf(jobs: readonly MotionJob[]): MotionJob[][] {
  const groups: MotionJob[][] = [];
  for (const job of jobs) {
    const last = groups.at(-1);
    if (last !== undefined && bodiesOf(last) + job.bodies <= mostRows) last.push(job);
    else groups.push([job]);
  }
  return groups;
}

function bodiesOf(jobs: readonly MotionJob[]): number {
  return jobs.reduce((sum, { bodies }) => sum + bodies, 0);
}

/** Whether a row has the same result, bit for bit, whatever rows are beside it. */
async function isRowByRow(session: Pick<InferenceSession, 'run'>): Promise<boolean> {
  const features = new Float32Array(comparedRows * motionFeatures);
  fillUniform(features, { roomSeed: 0, tick: 0, view: 'motion' }, 0);
  for (const [i, value] of features.entries()) features[i] = 2 * value - 1;
  const together = await run(session, features, comparedRows);
  for (const size of comparedSizes) {
    for (let row = 0; row < comparedRows; row += size) {
      const bodies = Math.min(size, comparedRows - row);
      const part = features.slice(row * motionFeatures, (row + bodies) * motionFeatures);
      const alone = await run(session, part, bodies);
      if (alone.some((value, i) => !Object.is(value, together[row * motionOutputs + i]))) return false;
    }
  }
  return true;
}

async function run(
  session: Pick<InferenceSession, 'run'>,
  features: Float32Array,
  bodies: number,
): Promise<Float32Array> {
  const changes = new Float32Array(bodies * motionOutputs);
  await session.run(
    { features: new Tensor('float32', features, [bodies, motionFeatures]) },
    { change: new Tensor('float32', changes, [bodies, motionOutputs]) },
  );
  return changes;
}
