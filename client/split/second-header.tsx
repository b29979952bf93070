import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { PersonName } from '../people/sentence.tsx';

/** What the header over the second player's half says. */
export interface SecondHeading {
  /** The player's name; empty until it has a seat. */
  readonly name: string;
  readonly host: boolean;
  /** Position in the queue for a seat; empty for everybody who does not wait. */
  readonly place: string;
}

export function SecondHeader({ heading }: { heading: ReadonlySignal<SecondHeading> }): JSX.Element {
  const { name, host, place } = heading.value;
  return (
    <header class="room-header">
      <p class="badge" data-testid="second-name" hidden={name === ''}>
        <PersonName name={name} host={host} />
      </p>
      <p class="badge" role="status" hidden={place === ''}>
        {place}
      </p>
    </header>
  );
}
