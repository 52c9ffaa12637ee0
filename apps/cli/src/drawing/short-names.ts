import type { Name } from '#lineage';

/** What kind of place a namespace is: `kafka` of `kafka://kafka-1.aldermere.example:9092`. */
export function system(namespace: string): string {
  return /^([a-z0-9]+):\/\//i.exec(namespace)?.[1] ?? namespace;
}

/** The end of a name, as people say it: `sepsis_outcomes` of `warehouse.reports.sepsis_outcomes`. Names of topics stay whole. */
export function lastName({ namespace, name }: Name): string {
  if (system(namespace) === 'kafka') return name;
  return name.split(/[./]/).at(-1) ?? name;
}

/** Says of each of some names where it is: by the kind of place, or by the whole namespace where another would look the same. */
export function placesOf(names: readonly Name[]): (name: Name) => string {
  const looks = (name: Name): string => JSON.stringify([system(name.namespace), name.name]);
  const namespaces = new Map<string, Set<string>>();
  for (const name of names) namespaces.set(looks(name), (namespaces.get(looks(name)) ?? new Set()).add(name.namespace));
  return (name) => ((namespaces.get(looks(name))?.size ?? 0) > 1 ? name.namespace : system(name.namespace));
}
