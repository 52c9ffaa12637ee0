import type { JsonObject } from '#record';

import {
  aboutDataset,
  change,
  columns,
  declaredJob,
  facet,
  FILTER,
  found,
  JOIN,
  MASKED,
  nameOf,
  run,
  tags,
  use,
} from './phi-flow-words.ts';
import type { FoundPhi, From } from './phi-flow-words.ts';

/** A story of a hospital's data, and what must be found of it. Written by hand from `docs/decisions/0016-labels-flow.md`. */
export interface PhiFlow {
  readonly name: string;
  /** OpenLineage bodies, in the order in which they arrive. */
  readonly events: readonly JsonObject[];
  readonly asOf: string;
  /** All places that hold PHI which nobody said: datasets whole, and the columns that the events name. */
  readonly found: readonly FoundPhi[];
  /** Places that hold none, in words: `mart:visits#ward`. */
  readonly clean: readonly string[];
}

const on = (day: number, hour = 0) => `2026-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;

const PATIENTS = aboutDataset(on(1), 'ehr:patients', tags({ ssn: ['classification=PHI'] }));
const SSN = 'ehr:patients#ssn';

/** A run of `etl:visits` that overwrites `mart:visits`: `key` from the number, `ward` from the ward. */
function visits(day: number, number: number, key: From, rest: JsonObject = change('OVERWRITE')): JsonObject {
  const facets = { ...columns({ key: [key], ward: ['ehr:patients#ward'] }), ...rest };
  return run(on(day), { job: 'etl:visits', run: number, inputs: [use('ehr:patients')], outputs: [use('mart:visits', facets)] });
}

/** One copied column, appended. */
function copied(time: string, job: string, way: readonly [from: From, to: string]): JsonObject {
  const [from, to] = way;
  const [source = ''] = (typeof from === 'string' ? from : from[0]).split('#');
  const [target = '', column = ''] = to.split('#');
  return run(time, { job, inputs: [use(source)], outputs: [use(target, columns({ [column]: [from] }))] });
}

const TO_EXPORT = copied(on(4), 'etl:export', ['mart:visits#key', 'share:export#key']);
const FORGOTTEN = [PATIENTS, visits(2, 1, [SSN, MASKED]), visits(3, 2, SSN), TO_EXPORT, visits(5, 3, [SSN, MASKED])];
const VISITS_STEP = `${SSN} -> mart:visits#key by etl:visits`;
const EXPORT_STEP = 'mart:visits#key -> share:export#key by etl:export';

const MASKS: readonly PhiFlow[] = [
  {
    name: 'a masked key is pseudonymised PHI',
    events: FORGOTTEN,
    asOf: on(2),
    found: found(['mart:visits', 'mart:visits#key'], 'pseudonymised', [VISITS_STEP]),
    clean: ['mart:visits#ward', 'ehr:patients#ward', 'share:export#key', 'share:export'],
  },
  {
    name: 'a new version of the job forgets the mask, and the export took the key meanwhile',
    events: FORGOTTEN,
    asOf: on(4),
    found: [
      ...found(['mart:visits', 'mart:visits#key'], 'plain', [VISITS_STEP]),
      ...found(['share:export', 'share:export#key'], 'plain', [VISITS_STEP, EXPORT_STEP]),
    ],
    clean: ['mart:visits#ward', 'ehr:patients#ward'],
  },
  {
    name: 'the job is mended and overwrites, the export stays PHI',
    events: FORGOTTEN,
    asOf: on(5),
    found: [
      ...found(['mart:visits', 'mart:visits#key'], 'pseudonymised', [VISITS_STEP]),
      ...found(['share:export', 'share:export#key'], 'plain', [VISITS_STEP, EXPORT_STEP]),
    ],
    clean: ['mart:visits#ward'],
  },
  {
    name: 'one unmasked way beside a masked one is enough',
    events: [
      PATIENTS,
      copied(on(2), 'etl:hash', [[SSN, MASKED], 'lake:hashed#id']),
      copied(on(2), 'etl:stage', [SSN, 'lake:staged#id']),
      copied(on(3), 'etl:merge hashed', ['lake:hashed#id', 'mart:people#id']),
      copied(on(3), 'etl:merge staged', ['lake:staged#id', 'mart:people#id']),
    ],
    asOf: on(3),
    found: [
      ...found(['lake:hashed', 'lake:hashed#id'], 'pseudonymised', [`${SSN} -> lake:hashed#id by etl:hash`]),
      ...found(['lake:staged', 'lake:staged#id'], 'plain', [`${SSN} -> lake:staged#id by etl:stage`]),
      ...found(['mart:people', 'mart:people#id'], 'plain', [
        `${SSN} -> lake:staged#id by etl:stage`,
        'lake:staged#id -> mart:people#id by etl:merge staged',
      ]),
    ],
    clean: [],
  },
];

const LINEAGE: readonly PhiFlow[] = [
  {
    name: 'a filter on the diagnosis tells something of every row',
    events: [
      aboutDataset(on(1), 'ehr:encounters', tags({ diagnosis: ['PHI'] })),
      run(on(2), {
        job: 'etl:oncology',
        inputs: [use('ehr:encounters')],
        outputs: [use('mart:oncology', columns({ ward: ['ehr:encounters#ward'], '': [['ehr:encounters#diagnosis', FILTER]] }))],
      }),
      copied(on(3), 'etl:beds', ['mart:oncology#ward', 'mart:beds#ward']),
    ],
    asOf: on(3),
    found: [
      ...found(['mart:oncology', 'mart:oncology#ward'], 'inferred', ['ehr:encounters#diagnosis -> mart:oncology by etl:oncology']),
      ...found(['mart:beds', 'mart:beds#ward'], 'inferred', [
        'ehr:encounters#diagnosis -> mart:oncology by etl:oncology',
        'mart:oncology#ward -> mart:beds#ward by etl:beds',
      ]),
    ],
    clean: ['ehr:encounters#ward'],
  },
  {
    name: 'a join through a hashed key stays inferred whatever comes after',
    events: [
      PATIENTS,
      copied(on(2), 'etl:hash', [[SSN, MASKED], 'lake:hashed#id']),
      copied(on(3), 'etl:join', [['lake:hashed#id', JOIN], 'mart:bills#sum']),
      copied(on(4), 'etl:report', ['mart:bills#sum', 'share:report#total']),
    ],
    asOf: on(4),
    found: [
      ...found(['lake:hashed', 'lake:hashed#id'], 'pseudonymised', [`${SSN} -> lake:hashed#id by etl:hash`]),
      ...found(['mart:bills', 'mart:bills#sum'], 'inferred', [
        `${SSN} -> lake:hashed#id by etl:hash`,
        'lake:hashed#id -> mart:bills#sum by etl:join',
      ]),
      ...found(['share:report', 'share:report#total'], 'inferred', [
        `${SSN} -> lake:hashed#id by etl:hash`,
        'lake:hashed#id -> mart:bills#sum by etl:join',
        'mart:bills#sum -> share:report#total by etl:report',
      ]),
    ],
    clean: [],
  },
  {
    name: 'a script without column lineage taints all that it writes, assumed',
    events: [
      PATIENTS,
      run(on(2), { job: 'ops:dump', inputs: [use('ehr:patients'), use('ref:wards')], outputs: [use('lake:dump')] }),
      copied(on(3), 'etl:wards', ['lake:dump#ward', 'mart:wards#ward']),
      copied(on(3), 'etl:names', ['ref:wards#name', 'mart:names#name']),
    ],
    asOf: on(3),
    found: [
      ...found(['lake:dump', 'lake:dump#ward'], 'assumed plain', ['ehr:patients -> lake:dump by ops:dump']),
      ...found(['mart:wards', 'mart:wards#ward'], 'assumed plain', [
        'ehr:patients -> lake:dump by ops:dump',
        'lake:dump#ward -> mart:wards#ward by etl:wards',
      ]),
    ],
    clean: ['ref:wards', 'ref:wards#name', 'mart:names', 'mart:names#name'],
  },
  {
    name: 'the lineage facet is believed where column lineage says other things',
    events: [
      PATIENTS,
      run(on(2), {
        job: 'etl:contacts',
        inputs: [use('ehr:patients')],
        outputs: [use('mart:contacts', columns({ note: [SSN] }))],
        jobFacets: {
          lineage: facet({
            entries: [
              {
                type: 'DATASET',
                ...nameOf('mart:contacts'),
                fields: {
                  number: { inputs: [{ type: 'DATASET', ...nameOf('ehr:patients'), field: 'ssn' }] },
                  note: { inputs: [{ type: 'DATASET', ...nameOf('ehr:patients'), field: 'ward' }] },
                },
              },
            ],
          }),
        },
      }),
    ],
    asOf: on(2),
    found: found(['mart:contacts', 'mart:contacts#number'], 'plain', [`${SSN} -> mart:contacts#number by etl:contacts`]),
    clean: ['mart:contacts#note', 'ehr:patients#ward'],
  },
  {
    name: 'a part of a tagged struct is PHI, a column beside it is not',
    events: [
      aboutDataset(on(1), 'ehr:persons', tags({ name: ['Classification=phi'] })),
      run(on(2), {
        job: 'etl:letters',
        inputs: [use('ehr:persons')],
        outputs: [use('mart:letters', columns({ salutation: ['ehr:persons#name.family'], named: ['ehr:persons#names_known'] }))],
      }),
    ],
    asOf: on(2),
    found: found(['mart:letters', 'mart:letters#salutation'], 'plain', [
      'ehr:persons#name.family -> mart:letters#salutation by etl:letters',
    ]),
    clean: ['mart:letters#named', 'ehr:persons#names_known'],
  },
  {
    name: 'two jobs that feed each other do not hide where it came from',
    events: [
      PATIENTS,
      copied(on(2), 'etl:stage', [SSN, 'lake:staged#id']),
      copied(on(3), 'etl:forth', ['lake:staged#id', 'lake:matched#id']),
      copied(on(4), 'etl:back', ['lake:matched#id', 'lake:staged#id']),
    ],
    asOf: on(4),
    found: [
      ...found(['lake:staged', 'lake:staged#id'], 'plain', [`${SSN} -> lake:staged#id by etl:stage`]),
      ...found(['lake:matched', 'lake:matched#id'], 'plain', [
        `${SSN} -> lake:staged#id by etl:stage`,
        'lake:staged#id -> lake:matched#id by etl:forth',
      ]),
    ],
    clean: [],
  },
];

const DECLARED: readonly PhiFlow[] = [
  {
    name: 'a view that a catalogue declares shows what comes into its table later',
    events: [
      aboutDataset(on(1), 'lake:people_view', columns({ number: ['lake:people#id'] })),
      PATIENTS,
      copied(on(3), 'etl:stage', [SSN, 'lake:people#id']),
    ],
    asOf: on(3),
    found: [
      ...found(['lake:people', 'lake:people#id'], 'plain', [`${SSN} -> lake:people#id by etl:stage`]),
      ...found(['lake:people_view', 'lake:people_view#number'], 'plain', [
        `${SSN} -> lake:people#id by etl:stage`,
        'lake:people#id -> lake:people_view#number',
      ]),
    ],
    clean: [],
  },
  {
    name: 'a job that is declared and never seen to run is believed',
    events: [PATIENTS, declaredJob(on(2), { job: 'ops:archive', inputs: [use('ehr:patients')], outputs: [use('cold:archive')] })],
    asOf: on(9),
    found: found(['cold:archive'], 'assumed plain', ['ehr:patients -> cold:archive by ops:archive']),
    clean: ['ehr:patients#ward'],
  },
  {
    name: 'one table under two names is one place',
    events: [
      PATIENTS,
      aboutDataset(on(1), 'hive:people', { symlinks: facet({ identifiers: [{ ...nameOf('s3:people'), type: 'LOCATION' }] }) }),
      copied(on(2), 'spark:land', [SSN, 's3:people#id']),
      copied(on(3), 'trino:report', ['hive:people#id', 'mart:people#id']),
    ],
    asOf: on(3),
    found: [
      ...found(['hive:people', 'hive:people#id'], 'plain', [`${SSN} -> hive:people#id by spark:land`]),
      ...found(['mart:people', 'mart:people#id'], 'plain', [
        `${SSN} -> hive:people#id by spark:land`,
        'hive:people#id -> mart:people#id by trino:report',
      ]),
    ],
    clean: ['s3:people', 's3:people#id'], // its canonical name is the other
  },
];

const TIMES: readonly PhiFlow[] = [
  {
    name: 'a column that is tagged late had been copied before',
    events: [
      copied(on(1), 'etl:stage', ['ehr:patients#ssn', 'lake:staged#id']),
      aboutDataset(on(5), 'ehr:patients', tags({ ssn: ['PHI=true'], ward: ['INTERNAL'] })),
    ],
    asOf: on(5),
    found: found(['lake:staged', 'lake:staged#id'], 'plain', [`${SSN} -> lake:staged#id by etl:stage`]),
    clean: ['ehr:patients#ward'],
  },
  {
    name: 'a tag that is taken away leaves the copies what they were',
    events: [
      PATIENTS,
      copied(on(2), 'etl:stage', [SSN, 'lake:staged#id']),
      aboutDataset(on(3), 'ehr:patients', tags({})),
      copied(on(4), 'etl:later', [SSN, 'lake:later#id']),
    ],
    asOf: on(4),
    found: found(['lake:staged', 'lake:staged#id'], 'plain', [`${SSN} -> lake:staged#id by etl:stage`]),
    clean: ['ehr:patients', SSN, 'lake:later', 'lake:later#id'],
  },
  {
    name: 'a run that failed may have written, and clears nothing',
    events: [
      PATIENTS,
      visits(2, 1, SSN),
      run(on(3), { job: 'ops:wipe', type: 'FAIL', outputs: [use('mart:visits', change('TRUNCATE'))] }),
      run(on(4), {
        job: 'etl:failed',
        type: 'FAIL',
        inputs: [use('mart:visits')],
        outputs: [use('lake:half', columns({ id: ['mart:visits#key'] }))],
      }),
    ],
    asOf: on(4),
    found: [
      ...found(['mart:visits', 'mart:visits#key'], 'plain', [VISITS_STEP]),
      ...found(['lake:half', 'lake:half#id'], 'plain', [VISITS_STEP, 'mart:visits#key -> lake:half#id by etl:failed']),
    ],
    clean: ['mart:visits#ward'],
  },
  {
    name: 'an overwritten partition leaves the others what they were',
    events: [
      PATIENTS,
      visits(2, 1, SSN),
      run(on(3), {
        job: 'etl:repair',
        inputs: [use('ref:blank')],
        outputs: [
          use(
            'mart:visits',
            { ...columns({ key: ['ref:blank#key'] }), ...change('OVERWRITE') },
            {
              outputFacets: { subset: facet({ outputCondition: { type: 'partition', partitions: [{ dims: { day: '2026-03-01' } }] } }) },
            },
          ),
        ],
      }),
    ],
    asOf: on(3),
    found: found(['mart:visits', 'mart:visits#key'], 'plain', [VISITS_STEP]),
    clean: ['mart:visits#ward', 'ref:blank', 'ref:blank#key'],
  },
  {
    name: 'what was dropped, truncated or overwritten as a whole is clean',
    events: [
      PATIENTS,
      copied(on(2), 'etl:one', [SSN, 'lake:dropped#id']),
      copied(on(2), 'etl:two', [SSN, 'lake:truncated#id']),
      copied(on(2), 'etl:three', [SSN, 'lake:overwritten#id']),
      aboutDataset(on(3), 'lake:dropped', change('DROP')),
      aboutDataset(on(4), 'lake:dropped', change('CREATE')),
      run(on(3), { job: 'ops:wipe', outputs: [use('lake:truncated', change('TRUNCATE'))] }),
      run(on(3), {
        job: 'etl:blank',
        inputs: [use('ref:blank')],
        outputs: [use('lake:overwritten', { ...columns({ id: ['ref:blank#key'] }), ...change('OVERWRITE') })],
      }),
    ],
    asOf: on(5),
    found: [],
    clean: [
      'lake:dropped',
      'lake:dropped#id',
      'lake:truncated#id',
      'lake:overwritten',
      'lake:overwritten#id',
      'ref:blank',
      'ref:blank#key',
    ],
  },
  {
    name: 'a long run read the table before it was emptied',
    events: [
      PATIENTS,
      copied(on(2), 'etl:stage', [SSN, 'lake:staged#id']),
      run(on(3), { job: 'etl:slow', type: 'START', inputs: [use('lake:staged')] }),
      aboutDataset(on(4), 'lake:staged', change('TRUNCATE')),
      copied(on(5), 'etl:slow', ['lake:staged#id', 'mart:slow#id']),
      run(on(6), {
        job: 'etl:quick',
        run: 2,
        inputs: [use('lake:staged')],
        outputs: [use('mart:quick', columns({ id: ['lake:staged#id'] }))],
      }),
    ],
    asOf: on(6),
    found: found(['mart:slow', 'mart:slow#id'], 'plain', [
      `${SSN} -> lake:staged#id by etl:stage`,
      'lake:staged#id -> mart:slow#id by etl:slow',
    ]),
    clean: ['lake:staged', 'lake:staged#id', 'mart:quick', 'mart:quick#id'],
  },
  {
    name: 'other labels are no PHI, and a declared copy is no finding',
    events: [
      aboutDataset(on(1), 'ehr:staff', tags({ phone: ['PII'], shift: ['classification=INTERNAL'], '': ['owner=ward 3'] })),
      aboutDataset(on(1), 'mart:known', tags({ id: ['classification=PHI'] })),
      PATIENTS,
      copied(on(2), 'etl:staff', ['ehr:staff#phone', 'mart:staff#phone']),
      copied(on(2), 'etl:known', [SSN, 'mart:known#id']),
      copied(on(2), 'etl:wards', ['ehr:patients#ward', 'mart:wards#ward']),
    ],
    asOf: on(2),
    found: [],
    clean: ['ehr:staff', 'ehr:staff#phone', 'mart:staff', 'mart:staff#phone', 'mart:wards', 'mart:wards#ward', 'ehr:patients#ward'],
  },
];

/** Seeded graphs with known leaks, and some without. Each has names of its own world: they are told one at a time. */
export const phiFlows: readonly PhiFlow[] = [...MASKS, ...LINEAGE, ...DECLARED, ...TIMES];
