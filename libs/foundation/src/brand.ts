declare const brand: unique symbol;

/** A `T` that only its own makers may call a `Name`: a job's id cannot stand where a dataset's belongs. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
