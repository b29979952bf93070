import { nameLimits, personName } from '../../shared/text/display-text.ts';
import { element } from '../dom/element.ts';
import { faultText } from '../fault-text.ts';
import { texts } from '../texts.ts';

const schema = personName();

/** Field for the person's name. A name that rooms would refuse is not stored, and the field shows the reason. */
export class NameField {
  readonly root: HTMLElement;
  readonly #field: HTMLInputElement;
  readonly #fault = element('p', {
    id: 'name-fault',
    class: 'error',
    role: 'alert',
    'data-testid': 'name-fault',
    hidden: true,
  });

  constructor(name: string, chosen: (name: string) => void) {
    this.#field = element('input', {
      id: 'name',
      type: 'text',
      dir: 'auto',
      maxlength: nameLimits.codeUnits,
      autocomplete: 'nickname',
      spellcheck: 'false',
      placeholder: texts.lobby.namePlaceholder,
      value: name,
      'aria-describedby': 'name-fault',
      'data-testid': 'player-name',
    });
    this.#field.addEventListener('input', () => this.#read(chosen));
    this.root = element(
      'div',
      { class: 'identity' },
      element('label', { for: 'name' }, texts.lobby.nameLabel),
      this.#field,
      this.#fault,
    );
  }

  #read(chosen: (name: string) => void): void {
    const text = this.#field.value.replace(/\s+/g, ' ').trim();
    const result = schema.safeParse(text);
    // The name is optional.
    const fault = text === '' ? undefined : faultText(result.error);
    this.#fault.hidden = fault === undefined;
    this.#fault.textContent = fault === undefined ? '' : texts.lobby.nameFault(fault);
    if (fault === undefined) this.#field.removeAttribute('aria-invalid');
    else this.#field.setAttribute('aria-invalid', 'true');
    if (fault === undefined) chosen(result.data ?? '');
  }
}
