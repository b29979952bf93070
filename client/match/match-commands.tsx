import type { JSX } from 'preact';
import { type BotRequest, mostBots } from '../../shared/bot.ts';
import type { MatchCommand } from '../../shared/match.ts';
import { texts } from '../texts.ts';
import { Icon } from '../ui/icon.tsx';
import type { IconName } from '../ui/outlines.ts';
import type { MatchSummary } from './match-summary.ts';

const icons: Record<MatchCommand, IconName> = {
  pause: 'pause',
  resume: 'play',
  reset: 'renew',
  start: 'skip',
};
const commands: readonly MatchCommand[] = ['pause', 'resume', 'reset', 'start'];

interface MatchCommandsProps extends Pick<MatchSummary, 'phase' | 'paused'> {
  hidden: boolean;
  command(command: MatchCommand): void;
  /** The host asks for bots. */
  botsAsked(request: BotRequest): void;
}

/** The host's buttons for the match. */
export function MatchCommands({
  phase,
  paused,
  hidden,
  command,
  botsAsked,
}: MatchCommandsProps): JSX.Element {
  const { commands: words, bots } = texts.game;
  const offers: Record<MatchCommand, boolean> = {
    pause: !paused,
    resume: paused,
    reset: phase !== 'waiting',
    start: phase !== 'free' && phase !== 'round' && phase !== 'waiting',
  };
  return (
    <div class="match-commands" hidden={hidden}>
      {commands.map((name) => (
        <button
          type="button"
          class="tool"
          title={words[`${name}Title`]}
          data-testid={`match-${name}`}
          hidden={!offers[name]}
          key={name}
          onClick={({ currentTarget }) => {
            command(name);
            // Otherwise the space bar would press the button again instead of jumping.
            if (!currentTarget.matches(':focus-visible')) currentTarget.blur();
          }}
        >
          <Icon name={icons[name]} />
          <span>{words[name]}</span>
        </button>
      ))}
      <button
        type="button"
        class="tool"
        title={bots.playTitle}
        data-testid="play-with-bots"
        hidden={phase !== 'waiting'}
        onClick={() => botsAsked({ count: mostBots, level: 'normal' })}
      >
        <Icon name="people" />
        <span>{bots.play}</span>
      </button>
    </div>
  );
}
