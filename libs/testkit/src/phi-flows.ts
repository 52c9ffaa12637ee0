import { copied, on, PATIENTS, SSN, visits, VISITS_STEP, type PhiFlow, type Story } from './phi-flow-hospital.ts';
import { aboutDataset, columns, facet, FILTER, found, JOIN, MASKED, nameOf, place, run, tags, use } from './phi-flow-words.ts';
import { PHI_IN_TIME } from './phi-flows-in-time.ts';

const TO_EXPORT = copied(on(4), 'etl:export', ['mart:visits#key', 'share:export#key']);
const FORGOTTEN = [PATIENTS, visits(2, 1, [SSN, MASKED]), visits(3, 2, SSN), TO_EXPORT, visits(5, 3, [SSN, MASKED])];
const EXPORT_STEP = 'mart:visits#key -> share:export#key by etl:export';

const MASKS: readonly Story[] = [
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

const LINEAGE: readonly Story[] = [
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

/** Seeded graphs with known leaks, and some without. Each has names of its own world: they are told one at a time. */
export const phiFlows: readonly PhiFlow[] = [...MASKS, ...LINEAGE, ...PHI_IN_TIME].map((story) => ({
  ...story,
  clean: story.clean.map(place),
}));
