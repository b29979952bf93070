import type { JSX } from 'preact';
import type { WorldSummary } from '../../shared/messages.ts';
import { texts } from '../texts.ts';

export interface WorldChoicesProps {
  /** Undefined until the server has listed any. */
  worlds: readonly WorldSummary[] | undefined;
  /** Name of the chosen one. */
  chosen: string | undefined;
  choose(world: WorldSummary): void;
}

/** Chooses the world of a new room by its picture. */
export function WorldChoices({ worlds, chosen, choose }: WorldChoicesProps): JSX.Element {
  const words = texts.lobby.create;
  return (
    <fieldset data-testid="room-world">
      <legend>{words.world}</legend>
      <div class="worlds">
        {worlds === undefined && <p class="quiet-text">{words.loading}</p>}
        {worlds?.map((world) => (
          <label class="world" key={world.name}>
            <input
              type="radio"
              name="world"
              value={world.name}
              checked={world.name === chosen}
              onChange={() => choose(world)}
            />
            {world.picture ? (
              <img src={world.picture} alt="" loading="lazy" decoding="async" />
            ) : (
              <span class="no-picture" style={{ '--hue': hueOf(world.name) }} />
            )}
            <span class="world-title">{world.title}</span>
            <span class="world-frame" />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Hue in degrees from a name, so that a world without a picture always has the same colour. */
function hueOf(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) % 360;
  return hash;
}
