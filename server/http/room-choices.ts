import { beginningsOf, hasMap } from '../../shared/beginning.ts';
import type { CreateRoom } from '../../shared/messages.ts';
import type { Manifest } from '../../shared/pack.ts';
import type { OfferedWorlds } from '../memory/worlds/valid-worlds.ts';
import { defaultMode, modeNamed, modes } from '../world/modes/modes.ts';
import { LobbyError } from './lobby-error.ts';

/**
 * Name of the world that a request asks for; the pack's first valid one by default.
 *
 * @throws LobbyError if there is no such world, or rooms of the pack cannot begin as the request says
 */
export async function chosenWorld(
  request: Pick<CreateRoom, 'world' | 'begin' | 'plan'>,
  manifest: Manifest,
  offered: OfferedWorlds,
): Promise<string> {
  const { world = await offered.first(), begin = 'world', plan } = request;
  if (!(await offered.isValid(world))) {
    const worlds = offered.valid.map((seed) => seed.name);
    throw new LobbyError(400, { code: 'unknown-world', values: { world, worlds } }, 'world');
  }
  const beginnings = beginningsOf(manifest);
  if (!beginnings.includes(begin)) {
    throw new LobbyError(400, { code: 'beginning-without-map', values: { begin, beginnings } }, 'begin');
  }
  if (plan !== undefined && !hasMap(begin)) {
    throw new LobbyError(400, { code: 'plan-without-map', values: {} }, 'plan');
  }
  return world;
}

/**
 * Name of the game mode that a request asks for; free play by default.
 *
 * @throws LobbyError if there is no such mode, or it needs a map and the room has none
 */
export function chosenMode({ mode = defaultMode.name, begin }: Pick<CreateRoom, 'mode' | 'begin'>): string {
  const chosen = modeNamed(mode);
  if (chosen === undefined) {
    const known = modes.map(({ name }) => name);
    throw new LobbyError(400, { code: 'unknown-mode', values: { mode, modes: known } }, 'mode');
  }
  if (chosen.needsMap && !hasMap(begin)) {
    throw new LobbyError(400, { code: 'mode-without-map', values: { mode } }, 'mode');
  }
  return mode;
}
