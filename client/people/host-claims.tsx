import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { HostClaims } from '../../shared/messages.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';

type Answer = (member: string, allow: boolean) => void;

/** Asks the host about members that came with the host invite: one line and two buttons each. */
export class HostClaimsPanel {
  readonly #claims = signal<HostClaims['claims']>([]);
  readonly #view: Mounted;

  constructor(answer: Answer) {
    this.#view = new Mounted(<Claims claims={this.#claims} answer={answer} />);
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  show({ claims }: HostClaims): void {
    this.#claims.value = claims;
  }

  /** Hides the panel: the page's player is no longer host. */
  hide(): void {
    if (this.#claims.value.length > 0) this.#claims.value = [];
  }
}

function Claims(props: { claims: ReadonlySignal<HostClaims['claims']>; answer: Answer }): JSX.Element {
  const claims = props.claims.value;
  const words = texts.links.claims;
  return (
    <section
      class="panel host-claims"
      role="alert"
      aria-label={words.label}
      hidden={claims.length === 0}
      data-testid="host-claims"
    >
      {claims.map(({ id, name }) => (
        <div class="host-claim" data-testid="host-claim" data-session-id={id} key={id}>
          <p>{words.asks(name)}</p>
          <button
            type="button"
            class="primary"
            aria-label={words.allowWhom(name)}
            data-testid="allow-host"
            onClick={() => props.answer(id, true)}
          >
            {words.allow}
          </button>
          <button
            type="button"
            class="quiet"
            aria-label={words.refuseWhom(name)}
            data-testid="refuse-host"
            onClick={() => props.answer(id, false)}
          >
            {words.refuse}
          </button>
        </div>
      ))}
      <p class="quiet-text">{words.hint}</p>
    </section>
  );
}
