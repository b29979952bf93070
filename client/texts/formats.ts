/** Numbers, lists, dates and plural forms as one language writes them. */
export interface Formats {
  /** With exactly so many digits after the decimal sign, and no sign between thousands. */
  number(value: number, digits?: number): string;
  /** A share from 0 to 1 in whole percent; a small one that is not 0 is said to be below 1. */
  percent(share: number): string;
  /** 'Ada, Bob and Cyd'. */
  list(items: readonly string[]): string;
  /** Time of day, in the person's own time zone. */
  time(moment: Date | number): string;
  /** Date and time of day, in the person's own time zone. */
  moment(moment: Date | number): string;
  /** The form of a word that goes with a count. */
  plural(count: number, one: string, other: string): string;
  /** Milliseconds, with a tenth where they are few. */
  milliseconds(value: number): string;
}

export function formatsFor(language: string): Formats {
  const numbers = new Map<number, Intl.NumberFormat>();
  // The texts have no comma before "and", as in British English; Intl has one for 'en'.
  const lists = new Intl.ListFormat(language === 'en' ? 'en-GB' : language);
  const plurals = new Intl.PluralRules(language);
  const number = (value: number, digits = 0) => {
    let format = numbers.get(digits);
    if (format === undefined) {
      const both = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      format = new Intl.NumberFormat(language, { ...both, useGrouping: false });
      numbers.set(digits, format);
    }
    return format.format(value);
  };
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  return {
    number,
    percent: (share) => (share > 0 && share < 0.01 ? `<${percent.format(0.01)}` : percent.format(share)),
    list: (items) => lists.format(items),
    time: (moment) => new Date(moment).toLocaleTimeString(regionOf(language)),
    moment: (moment) => new Date(moment).toLocaleString(regionOf(language)),
    plural: (count, one, other) => (plurals.select(count) === 'one' ? one : other),
    milliseconds: (value) => `${number(value, value < 10 ? 1 : 0)} ms`,
  };
}

/** The person's own variant of a language, 'en-GB' or 'de-AT', which decides how dates and times look. */
function regionOf(language: string): string {
  return navigator.languages.find((tag) => tag.split('-')[0].toLowerCase() === language) ?? language;
}
