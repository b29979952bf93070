import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { FunctionComponent, JSX } from 'preact';
import type { Role } from '../../shared/messages.ts';
import { changePreferences, readPreferences } from '../preferences.ts';
import type { SharedLink } from '../room-links.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';

export interface LinksPanelOptions {
  /** The present link of a role; undefined if this page may not share one. */
  link(role: Role): SharedLink | undefined;
  copy(role: Role): void;
}

interface RoleLink {
  readonly role: Role;
  readonly link: SharedLink;
}

interface Shown {
  /** A closed panel contains no links. */
  readonly open: boolean;
  readonly hides: boolean;
  readonly links: readonly RoleLink[];
}

type Code = FunctionComponent<{ text: string; label: string }>;

const shownRoles: readonly Role[] = ['player', 'spectator', 'host'];
/** Test ids. */
const testNames: Record<Role, string> = { player: 'play', spectator: 'watch', host: 'host' };

/**
 * The links of a room, as text and QR codes. A switch hides them for people who stream: then the page
 * contains no link, so that nothing can show one.
 */
export class LinksPanel {
  readonly #options: LinksPanelOptions;
  readonly #shown = signal<Shown>({ open: false, hides: readPreferences().hideLinks, links: [] });
  /** The role whose link the QR code encodes. */
  readonly #coded = signal<Role>('player');
  /** Draws QR codes; loaded with the first one. */
  readonly #code = signal<Code | undefined>(undefined);
  readonly #view: Mounted;

  constructor(options: LinksPanelOptions) {
    this.#options = options;
    this.#view = new Mounted(
      <Links
        shown={this.#shown}
        coded={this.#coded}
        code={this.#code}
        copy={options.copy}
        hide={(hides) => {
          changePreferences({ hideLinks: hides });
          this.#show({ hides });
        }}
      />,
    );
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  get open(): boolean {
    return this.#shown.value.open;
  }

  /** Shows or hides the panel; returns whether it is shown now. */
  toggle(): boolean {
    this.#show({ open: !this.open });
    return this.open;
  }

  /** Updates the panel after links changed. */
  update(): void {
    this.#show({});
  }

  #show(change: Partial<Shown>): void {
    const links = shownRoles.flatMap((role) => {
      const link = this.#options.link(role);
      return link === undefined ? [] : [{ role, link }];
    });
    this.#shown.value = { ...this.#shown.value, ...change, links };
    const { open, hides } = this.#shown.value;
    if (open && !hides) void this.#loadCode();
  }

  async #loadCode(): Promise<void> {
    const { QrCode } = await import('./qr-code.tsx');
    this.#code.value = QrCode;
  }
}

interface LinksProps {
  shown: ReadonlySignal<Shown>;
  coded: Signal<Role>;
  code: ReadonlySignal<Code | undefined>;
  copy(role: Role): void;
  hide(hides: boolean): void;
}

function Links({ shown, coded, code, copy, hide }: LinksProps): JSX.Element {
  const { open, hides, links } = shown.value;
  const words = texts.links;
  const reach = words.reach[links.at(0)?.link.reach ?? 'anybody'];
  const offered = open && !hides ? links : [];
  const drawn = offered.find(({ role }) => role === coded.value) ?? offered.at(0);
  const QrCode = code.value;
  return (
    <section
      class={hides ? 'panel links-panel hiding' : 'panel links-panel'}
      aria-label={words.label}
      hidden={!open}
      data-testid="links"
    >
      <h2>{words.label}</h2>
      <ul>
        {(open ? links : []).map((one) => (
          <Row
            {...one}
            hides={hides}
            copy={() => copy(one.role)}
            draw={() => {
              coded.value = one.role;
            }}
            key={one.role}
          />
        ))}
      </ul>
      <div class="qr-code" data-testid="qr-code">
        {drawn && QrCode && (
          <>
            <QrCode text={drawn.link.url} label={words.qrLabel(words.names[drawn.role])} />
            <span class="quiet-text">{words.names[drawn.role]}</span>
          </>
        )}
      </div>
      <p class="quiet-text" role="note" data-testid="link-reach" hidden={reach === ''}>
        {reach}
      </p>
      <label class="hide-links" for="hide-links">
        <input
          type="checkbox"
          id="hide-links"
          aria-describedby="hide-links-hint"
          data-testid="hide-links"
          checked={hides}
          onChange={(event) => hide(event.currentTarget.checked)}
        />
        {words.hide}
      </label>
      <p id="hide-links-hint" class="quiet-text">
        {words.hideHint}
      </p>
    </section>
  );
}

interface RowProps extends RoleLink {
  hides: boolean;
  copy(): void;
  /** Draws the link's QR code. */
  draw(): void;
}

function Row({ role, link, hides, copy, draw }: RowProps): JSX.Element {
  const words = texts.links;
  const name = words.names[role];
  const hint = words.hints[role];
  return (
    <li>
      <span class="link-name">{name}</span>
      <input
        type="text"
        readonly
        value={hides ? words.hidden : link.url}
        aria-label={name}
        data-testid={`link-${testNames[role]}`}
        disabled={hides}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button
        type="button"
        class="quiet"
        aria-label={words.copyOf(name)}
        data-testid={`copy-link-${testNames[role]}`}
        onClick={copy}
      >
        {words.copy}
      </button>
      <button
        type="button"
        class="quiet"
        aria-label={words.qrOf(name)}
        data-testid={`qr-${testNames[role]}`}
        hidden={hides}
        onClick={draw}
      >
        {words.qr}
      </button>
      {hint !== '' && <span class="quiet-text">{hint}</span>}
    </li>
  );
}
