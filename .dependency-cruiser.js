import { domainLibs, libsApart, libsInOrder, operationsRooms } from './scripts/libs.js';

const oneOf = (names) => `(?:${names.join('|')})`;
/** A package wherever it was found: installed, or named and not installed. */
const packages = (...names) => `(?:^|node_modules/)${oneOf(names)}(?:/|$)`;

const TESTS = '\\.test\\.ts$';
const TESTKITS = '^(?:libs|apps/[^/]+)/testkit/';
const DOOR = '^libs/[^/]+/src/index\\.ts$';
const GENERATED = '^(?:libs/store/src/control/client/|apps/server/src/graphql/generated\\.ts$)';
const NEST = packages('@nestjs/[^/]+', 'fastify');
const GRAPHQL = packages('graphql', '@apollo/[^/]+', '@as-integrations/[^/]+', '@escape\\.tech/[^/]+', 'dataloader');
const KAFKA = packages('kafkajs', '@platformatic/kafka', '@confluentinc/[^/]+');
const REFERENCE = '^libs/testkit/src/reference-[^/]+\\.ts$';
const ACCESS_REFERENCE = [
  '^libs/testkit/src/(?:reference-access|reference-masks|access-[^/]+)\\.ts$',
  '^scripts/prove/access/cedar(?:-masks)?\\.ts$',
];
/** What the parser gives, as types. */
const PARSED = '^libs/lineage/src/(?:names|event|rulings)\\.ts$';
/** How instants are read and spelled, and how JSON is written. */
const SPELLING = '^libs/(?:foundation/src/instant|record/src/json-value)\\.ts$';

/** For each lib: nothing to its right. Tests may use the testkit, which stands right of all and knows all. */
const order = libsInOrder.map((lib, index) => ({
  name: `order-${lib}`,
  comment: `The order is ${libsInOrder.join(' <- ')} <- apps. Move the code left, or pass in what it needs.`,
  severity: 'error',
  from: { path: `^libs/${lib}/` },
  to: { path: ['^apps/', ...libsInOrder.slice(index + 1).map((right) => `^libs/${right}/`)] },
}));

/** For each room of operations the same. */
const rooms = operationsRooms.slice(0, -1).map((room, index) => ({
  name: `order-room-${room}`,
  comment: `The order in operations is ${operationsRooms.join(' <- ')}. Move the code left, or beside the rooms.`,
  severity: 'error',
  from: { path: `^libs/operations/src/${room}/`, pathNot: TESTS },
  to: { path: `^libs/operations/src/${oneOf(operationsRooms.slice(index + 1))}/` },
}));

const doors = [
  {
    name: 'order-unknown-lib',
    comment: 'A new lib first gets its place in scripts/libs.js.',
    severity: 'error',
    from: { path: '^libs/', pathNot: `^libs/${oneOf([...libsInOrder, ...libsApart])}/` },
    to: {},
  },
  {
    name: 'door-only',
    comment: 'Enter a lib by its door: import from "#name", never a path inside it.',
    severity: 'error',
    from: { path: '^(libs/[^/]+|apps|e2e|bench|scripts|prisma)/', pathNot: REFERENCE }, // which has a rule of its own
    to: { path: '^libs/[^/]+/', pathNot: ['^$1/', DOOR, GENERATED] },
  },
  {
    name: 'door-by-name',
    comment: 'Write "#name": Node, TypeScript and the tests resolve it, each to its own files.',
    severity: 'error',
    from: { path: '^(libs/[^/]+|apps|e2e|bench|scripts|prisma)/' },
    to: { path: DOOR, pathNot: '^$1/', dependencyTypesNot: ['aliased-subpath-import'] },
  },
  {
    name: 'door-not-from-inside',
    comment: 'Inside a lib import the file itself: its own door leads round in a circle.',
    severity: 'error',
    from: { path: '^(libs/[^/]+)/src/' },
    to: { path: '^$1/src/index\\.ts$' },
  },
];

const homes = [
  {
    name: 'home-of-nest-graphql-kafka',
    comment: 'Only apps know Nest, GraphQL, HTTP and Kafka.',
    severity: 'error',
    from: { path: '^(?:libs|prisma|bench)/', pathNot: '^libs/openlineage-client/' },
    to: { path: [NEST, GRAPHQL, KAFKA] },
  },
  {
    name: 'home-of-prisma-and-pg',
    comment: 'Every query stands in libs/store.',
    severity: 'error',
    from: { pathNot: ['^libs/(?:store|testkit)/', '^(?:bench|scripts)/'] },
    to: { path: [packages('@prisma/[^/]+', 'pg', 'pg-copy-streams'), 'node_modules/prisma/', '^libs/store/src/control/client/'] },
  },
  {
    name: 'home-of-casl',
    comment: 'libs/access turns policies into decisions and row filters; all others ask it.',
    severity: 'error',
    from: { pathNot: '^libs/access/' },
    to: { path: packages('@casl/[^/]+') },
  },
  {
    name: 'home-of-the-outside-world',
    comment: 'Domain libs are data to data: of Node they may use digests and bytes.',
    severity: 'error',
    from: { path: `^libs/${oneOf(domainLibs)}/`, pathNot: TESTS },
    to: { dependencyTypes: ['core'], pathNot: '^(?:node:)?(?:crypto|buffer|util|zlib)$' },
  },
  {
    name: 'home-of-dev-dependencies',
    comment: 'What runs in production stands in `dependencies`.',
    severity: 'error',
    from: { path: '^(?:apps|libs)/', pathNot: [TESTS, '^libs/testkit/'] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
];

const apart = [
  {
    name: 'testkit-in-tests-only',
    comment: 'The testkit sets clocks and throws databases away.',
    severity: 'error',
    from: { pathNot: [TESTS, TESTKITS, '^(?:e2e|bench|scripts)/'] },
    to: { path: TESTKITS },
  },
  {
    name: 'reference-stands-apart',
    comment: 'The reference judges libs/lineage: beside the parser it shares nothing with the product.',
    severity: 'error',
    from: { path: REFERENCE, pathNot: [TESTS, ...ACCESS_REFERENCE] },
    to: { path: '^(?:libs|apps)/', pathNot: [PARSED, SPELLING, REFERENCE] },
  },
  {
    name: 'reference-computes-by-itself',
    comment: 'What an event is may be known from libs/lineage, as a type; what is made of it is said again, by another hand.',
    severity: 'error',
    from: { path: REFERENCE, pathNot: [TESTS, ...ACCESS_REFERENCE] },
    to: { path: PARSED, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'reference-of-access-stands-apart',
    comment: 'The reference, its questions and Cedar judge libs/access: they share instants with it, and nothing else.',
    severity: 'error',
    from: { path: ACCESS_REFERENCE },
    to: {
      path: '^(?:libs|apps)/',
      pathNot: [
        '^libs/testkit/src/(?:dice|reference-access|reference-masks|access-[^/]+)\\.ts$',
        '^libs/(?:foundation|testkit)/src/index\\.ts$',
      ],
    },
  },
  {
    name: 'client-stands-alone',
    comment: '@headgate/openlineage-client is published: whoever installs it has nothing else of ours.',
    severity: 'error',
    from: { path: '^libs/openlineage-client/' },
    to: { path: '^(?:apps|libs)/', pathNot: '^libs/openlineage-client/' },
  },
  {
    name: 'no-import-of-a-test',
    comment: 'What two tests share belongs to the testkit.',
    severity: 'error',
    from: {},
    to: { path: TESTS },
  },
  {
    name: 'no-circle',
    comment: 'Two files that need each other are one file, or hold a third. Types count.',
    severity: 'error',
    from: { pathNot: GENERATED },
    to: { circular: true, pathNot: GENERATED },
  },
  {
    name: 'no-vague-name',
    comment: 'A file is named for what it holds.',
    severity: 'error',
    from: {},
    to: { path: '/(?:utils?|helpers?|common|types|manager|data|info)\\.ts$', pathNot: ['node_modules', GENERATED] },
  },
];

export default {
  forbidden: [...order, ...rooms, ...doors, ...homes, ...apart],
  options: {
    doNotFollow: { path: ['node_modules', GENERATED] },
    exclude: { path: ['^dist/', '^scripts/breaches/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true, // imports of types count
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'] },
    cache: false,
  },
};
