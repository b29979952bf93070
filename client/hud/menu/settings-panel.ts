import { button, element } from '../../dom/element.ts';
import { icon } from '../../dom/icon.ts';
import { texts } from '../../texts.ts';
import { type SettingSection, settingSections } from './setting-sections.ts';

interface Section {
  readonly tab: HTMLButtonElement;
  readonly content: HTMLElement;
}

/** All settings of a page in one place, one section at a time. A section without contents is not offered. */
export class SettingsPanel {
  readonly root: HTMLElement;
  readonly #sections: Readonly<Record<SettingSection, Section>>;
  /** The section that was asked for, whether or not it had contents then. */
  #wanted: SettingSection = 'graphics';

  constructor(back: () => void) {
    const { settings } = texts;
    const make = (name: SettingSection): Section => ({
      tab: button(
        settings.sections[name],
        { class: 'quiet', hidden: true, 'data-testid': `settings-${name}` },
        () => this.show(name),
      ),
      content: element('div', { class: 'settings-section', 'data-testid': `section-${name}` }),
    });
    this.#sections = {
      graphics: make('graphics'),
      sound: make('sound'),
      controls: make('controls'),
      names: make('names'),
      language: make('language'),
    };
    const sections = settingSections.map((name) => this.#sections[name]);
    const goBack = button('', { class: 'quiet', 'data-testid': 'settings-back' }, back);
    goBack.append(icon('back'), element('span', {}, settings.back));
    this.root = element(
      'section',
      { class: 'menu-card settings-panel', 'aria-labelledby': 'settings-heading', 'data-testid': 'settings' },
      element(
        'div',
        { class: 'menu-head' },
        element('h2', { id: 'settings-heading' }, settings.heading),
        goBack,
      ),
      element(
        'div',
        { class: 'settings-tabs', role: 'group', 'aria-label': settings.heading },
        ...sections.map(({ tab }) => tab),
      ),
      ...sections.map(({ content }) => content),
    );
    this.show('graphics');
  }

  /** Appends settings to a section. */
  add(name: SettingSection, ...settings: readonly HTMLElement[]): void {
    const { tab, content } = this.#sections[name];
    content.append(...settings);
    const late = tab.hidden && name === this.#wanted;
    tab.hidden = content.childElementCount === 0;
    if (late) this.show(name);
  }

  /** Shows a section, or the first one if it has no contents. */
  show(wanted: SettingSection): void {
    this.#wanted = wanted;
    const offered = this.#sections[wanted].tab.hidden ? 'graphics' : wanted;
    for (const name of settingSections) {
      const { tab, content } = this.#sections[name];
      tab.setAttribute('aria-pressed', String(name === offered));
      content.hidden = name !== offered;
    }
    this.root.scrollTop = 0;
  }

  /** Puts the focus on the tab of the section that is shown. */
  focus(): void {
    this.root.querySelector<HTMLElement>('.settings-tabs [aria-pressed="true"]')?.focus();
  }
}
