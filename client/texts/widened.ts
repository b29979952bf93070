/** The shape of a table of texts: same keys, same arguments, any words. */
export type Widened<Texts> = Texts extends string
  ? string
  : Texts extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof Texts]: Widened<Texts[Key]> };
