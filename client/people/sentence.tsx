import { Fragment, type JSX } from 'preact';
import { texts } from '../texts.ts';
import { Icon } from '../ui/icon.tsx';
import { nameParts, sentencePieces } from './person-name.ts';

/** The icon of the host. It is not a character, so that nobody can type it into a name. */
export function HostBadge(): JSX.Element {
  const { host } = texts.play;
  return (
    <span class="host-badge" role="img" aria-label={host} title={host} data-testid="host-badge">
      <Icon name="crown" />
    </span>
  );
}

/** A name, isolated from the writing direction of its surroundings, with a number that is never truncated. */
export function PersonName({ name, host }: { name: string; host: boolean }): JSX.Element {
  const { base, number } = nameParts(name);
  return (
    <>
      <span class="player-name">
        <bdi>{base}</bdi>
        {number !== '' && <span class="name-number">{number}</span>}
      </span>
      {host && <HostBadge />}
    </>
  );
}

/** A sentence in which marked names (markName) are isolated, and the host's is followed by the badge. */
export function Sentence({ text, host }: { text: string; host: string | undefined }): JSX.Element {
  return (
    <>
      {sentencePieces(text).map(({ piece, isName }, index) =>
        isName ? (
          <Fragment key={index}>
            <bdi>{piece}</bdi>
            {piece === host && <HostBadge />}
          </Fragment>
        ) : (
          piece
        ),
      )}
    </>
  );
}
