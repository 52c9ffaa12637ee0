import type { Name } from '../../../../prisma/seed/columns.ts';

/** What kind of place a namespace is: `kafka` of `kafka://kafka-1.aldermere.example:9092`. */
export function system(namespace: string): string {
  return /^([a-z0-9]+):\/\//i.exec(namespace)?.[1] ?? namespace;
}

/** The end of a name, as people say it: `sepsis_outcomes` of `warehouse.reports.sepsis_outcomes`. Names of topics stay whole. */
export function lastName({ namespace, name }: Name): string {
  if (system(namespace) === 'kafka') return name;
  return name.split(/[./]/).at(-1) ?? name;
}
