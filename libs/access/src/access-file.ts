import { stringify } from 'yaml';
import { z } from 'zod';

import { HolderNamed } from './holder-named.ts';
import { BodiesShape, LogicalName } from './logical.ts';
import { QuotasShape } from './quotas.ts';
import { readYaml, type Unusable } from './read-yaml.ts';
import { RoleNamed } from './roles.ts';
import { Members, type Standings, TeamName, TeamShape } from './standings.ts';

const TEAMS_MAX = 1_000;
const QUOTAS_MAX = 10_000;
const DATASETS_MAX = 10_000;

const FileShape = z.strictObject({
  teams: z
    .record(TeamName, TeamShape)
    .refine((teams) => Object.keys(teams).length <= TEAMS_MAX, `there may be ${TEAMS_MAX} teams`)
    .default({}),
  roles: z.record(RoleNamed, Members).default({}),
  quotas: z
    .record(HolderNamed, QuotasShape)
    .refine((quotas) => Object.keys(quotas).length <= QUOTAS_MAX, `there may be quotas of ${QUOTAS_MAX} holders of keys`)
    .default({}),
  datasets: z
    .record(LogicalName, BodiesShape)
    .refine((datasets) => Object.keys(datasets).length <= DATASETS_MAX, `there may be ${DATASETS_MAX} logical datasets`)
    .default({}),
});

/** What an access file says, out of YAML (and so out of JSON), or everything that is wrong with it. */
export function readAccess(text: string): { readonly kind: 'access'; readonly standings: Standings } | Unusable {
  const read = readYaml(text, FileShape);
  if (read.kind === 'unusable') return read;
  const { teams, roles, quotas, datasets } = read.value;
  return {
    kind: 'access',
    standings: {
      teams: Object.entries(teams).map(([team, rest]) => ({ team, ...rest })),
      roles: Object.entries(roles).map(([role, members]) => ({ role, members })),
      datasets: Object.entries(datasets).map(([dataset, bodies]) => ({ dataset, bodies })),
      quotas: Object.entries(quotas).map(([quota, each]) => ({ quota, ...each })),
    },
  };
}

/** Some standings as an access file says them: YAML that changes nothing when it is applied again. */
export function writeAccess(standings: Standings): string {
  return stringify(accessData(standings));
}

/** The same as plain data. */
export function accessData({ teams, roles, quotas, datasets = [] }: Standings): object {
  return {
    teams: Object.fromEntries(teams.map(({ team, ...standing }) => [team, standing])),
    roles: Object.fromEntries(roles.map(({ role, members }) => [role, members])),
    quotas: Object.fromEntries(quotas.map(({ quota, ...each }) => [quota, each])),
    ...(datasets.length === 0 ? {} : { datasets: Object.fromEntries(datasets.map(({ dataset, bodies }) => [dataset, bodies])) }),
  };
}
