import { computed, signal } from '@preact/signals';
import type { ComponentChild, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { texts } from '../../texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { type SettingSection, settingSections } from './setting-sections.ts';

/** All settings of a page in one place, one section at a time. A section without contents is not offered. */
export class SettingsPanel {
  readonly #contents = signal<Readonly<Partial<Record<SettingSection, readonly ComponentChild[]>>>>({});
  /** The section that was asked for, whether or not it had contents then. */
  readonly #wanted = signal<SettingSection>('graphics');
  /** Increases each time a section is asked for: it is shown from its beginning then. */
  readonly #asked = signal(0);
  /** The section that is shown: the wanted one, or the first one if that has no contents. */
  readonly #shown = computed(() =>
    this.contentsOf(this.#wanted.value).length > 0 ? this.#wanted.value : 'graphics',
  );

  /** The section that is shown. */
  get shown(): SettingSection {
    return this.#shown.value;
  }

  /** How many times a section was asked for. */
  get asked(): number {
    return this.#asked.value;
  }

  contentsOf(name: SettingSection): readonly ComponentChild[] {
    return this.#contents.value[name] ?? [];
  }

  /** Appends settings to a section. */
  add(name: SettingSection, ...settings: readonly ComponentChild[]): void {
    this.#contents.value = {
      ...this.#contents.value,
      [name]: [...this.contentsOf(name), ...settings],
    };
  }

  /** Shows a section, or the first one if it has no contents. */
  show(wanted: SettingSection): void {
    this.#wanted.value = wanted;
    this.#asked.value = this.#asked.peek() + 1;
  }
}

interface SettingsProps {
  settings: SettingsPanel;
  open: boolean;
  back(): void;
}

/** The card with the settings. When it opens, the tab of the section that is shown gets the focus. */
export function Settings({ settings, open, back }: SettingsProps): JSX.Element {
  const words = texts.settings;
  const { shown, asked } = settings;
  const root = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (root.current !== null) root.current.scrollTop = 0;
  }, [asked]);
  useLayoutEffect(() => {
    if (open) root.current?.querySelector<HTMLElement>('.settings-tabs [aria-pressed="true"]')?.focus();
  }, [open]);
  return (
    <section
      class="menu-card settings-panel"
      aria-labelledby="settings-heading"
      data-testid="settings"
      hidden={!open}
      ref={root}
    >
      <div class="menu-head">
        <h2 id="settings-heading">{words.heading}</h2>
        <button type="button" class="quiet" data-testid="settings-back" onClick={back}>
          <Icon name="back" />
          <span>{words.back}</span>
        </button>
      </div>
      <div class="settings-tabs" role="group" aria-label={words.heading}>
        {settingSections.map((name) => (
          <button
            type="button"
            class="quiet"
            data-testid={`settings-${name}`}
            aria-pressed={name === shown}
            hidden={settings.contentsOf(name).length === 0}
            key={name}
            onClick={() => settings.show(name)}
          >
            {words.sections[name]}
          </button>
        ))}
      </div>
      {settingSections.map((name) => (
        <div class="settings-section" data-testid={`section-${name}`} hidden={name !== shown} key={name}>
          {settings.contentsOf(name)}
        </div>
      ))}
    </section>
  );
}
