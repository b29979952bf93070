import { binaryFrame } from '../../../shared/agents/agent-frame.ts';
import { type PlaneName, planeLayouts } from '../../../shared/agents/planes.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import type { World } from '../../world/world.ts';
import type { Agent } from './agent.ts';
import { perceive } from './perceiving.ts';

/** Bytes under way to an agent from which it gets no more observations in real time until it has read them. */
const mostWaiting = 8e6;

const planeOf: Readonly<Record<PlaneName, (view: GeneratedView) => Uint8Array | Uint16Array>> = {
  rgb: ({ rgb, shown }) => shown ?? rgb,
  depth: ({ inverseDepth }) => inverseDepth,
  entity: ({ entity }) => entity,
  confidence: ({ confidence }) => confidence,
};

/** Whether an agent reads so slowly that what is sent now would only pile up. */
export function isBehind({ line }: Pick<Agent, 'line'>): boolean {
  return line.waiting > mostWaiting;
}

/**
 * Sends an agent what it knows now, with a picture of its view, by default the newest, where it asked for planes. `now` is the time on
 * the clock that its actions were received by. Does nothing while the agent has no body.
 */
export function observe(
  agent: Agent,
  world: World,
  now: number,
  newest = world.newestView(agent.member.id),
): void {
  const { member, line, senses, deeds, driver, planes, perceives } = agent;
  const acknowledged = world.state.players.get(member.id)?.acknowledged ?? 0;
  const behind = deeds.behind(acknowledged);
  const moved = {
    sequence: behind?.sequence ?? 0,
    latency: behind === undefined ? 0 : Math.max(0, now - behind.at),
  };
  const sensed = senses.observe(moved);
  if (sensed === undefined) return;
  const command = driver.report();
  const known = {
    ...sensed,
    ...(command && { command }),
    ...perceive(world, member.id, perceives),
  };
  const view = planes.length === 0 ? undefined : newest;
  if (view === undefined) {
    line.tell('observation', known);
    return;
  }
  const layouts = planeLayouts(world.manifest.view);
  const { x, y, z, yaw, pitch } = view.camera;
  const picture = {
    tick: view.tick,
    pose: { x, y, z, yaw, pitch },
    planes: planes.flatMap((name) => layouts.filter((layout) => layout.name === name)),
  };
  const message = { type: 'observation', ...known, picture };
  line.sendFrame(
    binaryFrame(
      message,
      planes.map((name) => planeOf[name](view)),
    ),
  );
}
