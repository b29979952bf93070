import type { JSX } from 'preact';

export interface FiguresProps<Name extends string> {
  labels: Readonly<Record<Name, string>>;
  values: Readonly<Record<Name, string>>;
}

/** A list of named values. */
export function Figures<Name extends string>({ labels, values }: FiguresProps<Name>): JSX.Element {
  return (
    <dl class="figures">
      {(Object.keys(labels) as Name[]).map((name) => (
        <div key={name}>
          <dt>{labels[name]}</dt>
          <dd data-figure={name}>{values[name]}</dd>
        </div>
      ))}
    </dl>
  );
}
