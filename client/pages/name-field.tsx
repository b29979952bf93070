import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { nameLimits, personName } from '../../shared/text/display-text.ts';
import { faultText } from '../fault-text.ts';
import { texts } from '../texts.ts';

const schema = personName();

/** Field for the person's name. A name that rooms would refuse is not stored, and the field shows the reason. */
export function NameField(props: { name: string; chosen(name: string): void }): JSX.Element {
  const fault = useSignal<string | undefined>(undefined);

  function read(typed: string): void {
    const text = typed.replace(/\s+/g, ' ').trim();
    const result = schema.safeParse(text);
    // The name is optional.
    fault.value = text === '' ? undefined : faultText(result.error);
    if (fault.value === undefined) props.chosen(result.data ?? '');
  }

  return (
    <div class="identity">
      <label for="name">{texts.lobby.nameLabel}</label>
      <input
        id="name"
        type="text"
        dir="auto"
        maxlength={nameLimits.codeUnits}
        autocomplete="nickname"
        spellcheck={false}
        placeholder={texts.lobby.namePlaceholder}
        defaultValue={props.name}
        aria-describedby="name-fault"
        aria-invalid={fault.value === undefined ? undefined : 'true'}
        data-testid="player-name"
        onInput={(event) => read(event.currentTarget.value)}
      />
      <p
        id="name-fault"
        class="error"
        role="alert"
        data-testid="name-fault"
        hidden={fault.value === undefined}
      >
        {fault.value === undefined ? '' : texts.lobby.nameFault(fault.value)}
      </p>
    </div>
  );
}
