import { copied, on, PATIENTS, SSN, visits, VISITS_STEP, type Story } from './phi-flow-hospital.ts';
import { aboutDataset, change, columns, declaredJob, facet, found, nameOf, run, tags, use } from './phi-flow-words.ts';

const DECLARED: readonly Story[] = [
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

const BLANKED = use('lake:staged', { ...columns({ id: ['ref:blank#key'] }), ...change('OVERWRITE') });

const TIMES: readonly Story[] = [
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
    name: 'an export took the old rows while the table was being overwritten',
    events: [
      PATIENTS,
      copied(on(2), 'etl:stage', [SSN, 'lake:staged#id']),
      run(on(3, 1), { job: 'etl:refresh', type: 'START', inputs: [use('ref:blank')], outputs: [BLANKED] }),
      copied(on(3, 2), 'etl:export', ['lake:staged#id', 'share:export#id']),
      run(on(3, 3), { job: 'etl:refresh', inputs: [use('ref:blank')], outputs: [BLANKED] }),
    ],
    asOf: on(4),
    found: found(['share:export', 'share:export#id'], 'plain', [
      `${SSN} -> lake:staged#id by etl:stage`,
      'lake:staged#id -> share:export#id by etl:export',
    ]),
    clean: ['lake:staged', 'lake:staged#id', 'ref:blank#key'],
  },
  {
    name: 'of two runs that overwrite at one instant neither takes away what the other wrote',
    events: [PATIENTS, visits(3, 1, SSN), run(on(3), { job: 'etl:blank', outputs: [use('mart:visits', change('OVERWRITE'))] })],
    asOf: on(3),
    found: found(['mart:visits', 'mart:visits#key'], 'plain', [VISITS_STEP]),
    clean: ['mart:visits#ward'],
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

/** Stories of what is declared, what lies under two names, and of what comes, goes and stays in time. */
export const PHI_IN_TIME: readonly Story[] = [...DECLARED, ...TIMES];
