import { formatInstant, type Instant, parseInstant } from '#foundation';

import type { Name } from '../../../../prisma/seed/columns.ts';
import { type Column, type ColumnPaths, hospitalClaims, type Walk } from '../../../../prisma/seed/hospital-claims.ts';
import * as questions from './questions.ts';
import type { Answer } from './send-story.ts';
import { lastName } from '../drawing/short-names.ts';
import type { Claim } from './verdicts.ts';
import { chainsOf, waysOf } from '../drawing/ways.ts';
import type { Window } from './window.ts';

const { asOf } = hospitalClaims;

/** Everything that hospital-claims.ts says must be true, each claim with the question that finds it out. */
export function claimsOf(window: Window, answers: readonly Answer[]): readonly Claim[] {
  return [
    deliveries(answers),
    foretold(answers),
    offSpec(answers),
    jobs(window),
    datasets(window),
    runs(window),
    runningJobs(window),
    names(window),
    ...hospitalClaims.walks.map((walk) => reached(window, walk)),
    ...hospitalClaims.riskScorePaths.map((paths) => scorePaths(window, paths)),
    maskedPath(window),
    endedEdge(window),
    schemaChange(window),
    modelVersions(window),
    redacted(window),
  ];
}

function deliveries(answers: readonly Answer[]): Claim {
  const { recorded, duplicate, quarantined, rejected } = hospitalClaims.deliveries;
  return {
    claim: `Of ${answers.length} deliveries ${recorded} are recorded, ${duplicate} were known already, ${quarantined + rejected} are in quarantine`,
    expected: Object.entries(hospitalClaims.deliveries).map(([outcome, count]) => `${outcome}: ${count}`),
    found: async () =>
      Promise.resolve(
        Object.keys(hospitalClaims.deliveries).map((each) => `${each}: ${answers.filter(({ outcome }) => outcome === each).length}`),
      ),
  };
}

function foretold(answers: readonly Answer[]): Claim {
  return {
    claim: 'Every single answer at the door was the one that the story foretells',
    expected: answers.map(({ delivery }) => `${delivery.expect}: ${delivery.about}`),
    found: async () => Promise.resolve(answers.map(({ delivery, outcome, status }) => `${outcome ?? `HTTP ${status}`}: ${delivery.about}`)),
  };
}

/** A URI that is none needs no warning: it is never read as one. */
function offSpec(answers: readonly Answer[]): Claim {
  const expected = hospitalClaims.offSpec.filter(({ pointer }) => !pointer.endsWith('/uri'));
  return {
    claim: `${hospitalClaims.offSpec.length} events that depart from the standard are recorded all the same, ${expected.length} with a remark that says where`,
    expected: hospitalClaims.offSpec
      .map(({ about }) => `recorded: ${about}`)
      .concat(expected.map(({ pointer, about }) => `${pointer}: ${about}`)),
    found: async () => {
      const all = hospitalClaims.offSpec.flatMap(({ about }) => answers.filter(({ delivery }) => delivery.about === about));
      const warned = expected.flatMap(({ about, pointer }) =>
        all.some(({ delivery, warnings }) => delivery.about === about && warnings.some((warning) => warning.pointer === pointer))
          ? [`${pointer}: ${about}`]
          : [],
      );
      return Promise.resolve([...all.map(({ delivery, outcome }) => `${outcome ?? 'other'}: ${delivery.about}`), ...warned]);
    },
  };
}

function jobs(window: Window): Claim {
  return {
    claim: `${hospitalClaims.jobs.length} jobs; none that only broken events speak of`,
    expected: hospitalClaims.jobs.map(named),
    found: async () => (await questions.jobs(window, asOf)).map(named),
  };
}

function datasets(window: Window): Claim {
  return {
    claim: `${hospitalClaims.datasets.length} datasets, each once, without the scratch table that was dropped`,
    expected: hospitalClaims.datasets.map(named),
    found: async () => (await questions.datasets(window, asOf)).map(named),
  };
}

function runs(window: Window): Claim {
  const { total, ...states } = hospitalClaims.runs;
  return {
    claim: `${total} runs: ${states.complete} complete, ${states.running} running, ${states.fail} failed, ${states.abort} aborted`,
    expected: [`total: ${total}`, ...Object.entries(states).map(([state, count]) => `${state}: ${count}`)],
    found: async () => {
      const all = await questions.runs(window, asOf);
      const counted = Object.keys(states).map((each) => `${each}: ${all.filter(({ state }) => state === each.toUpperCase()).length}`);
      return [`total: ${all.length}`, ...counted];
    },
  };
}

function runningJobs(window: Window): Claim {
  return {
    claim: `The streams go on: ${hospitalClaims.runningJobs.map(({ name }) => name).join(', ')}`,
    expected: hospitalClaims.runningJobs.map(named),
    found: async () => (await questions.runs(window, asOf)).filter(({ state }) => state === 'RUNNING').map(({ job }) => named(job)),
  };
}

function names(window: Window): Claim {
  const groups = hospitalClaims.sameDataset as readonly (readonly Name[])[];
  return {
    claim: `${groups.length} datasets answer to each of their ${groups.flat().length} names`,
    expected: groups.flatMap(([canonical, ...others]) =>
      canonical === undefined ? [] : [canonical, ...others].map((name) => same(name, canonical)),
    ),
    found: async () => {
      const answers = await Promise.all(groups.flat().map(async (name) => ({ name, found: await questions.dataset(window, name, asOf) })));
      return answers.map(({ name, found }) => (found === undefined ? `${named(name)} is not known` : same(name, found)));
    },
  };
}

function same(name: Name, canonical: Name): string {
  return `${named(name)} is ${named(canonical)}`;
}

function reached(window: Window, { from, direction, asOf: at, reached: rings }: Walk): Claim {
  const deepest = Math.max(...rings.map(({ depth }) => depth));
  const where = direction === 'upstream' ? 'comes from' : 'reaches';
  const count = rings.length === 1 ? '1 dataset' : `${rings.length} datasets`;
  const far = deepest === 1 ? 'next door' : `up to ${deepest} jobs away`;
  return {
    claim: `${lastName(from)} ${where} ${count}, ${far}${at === asOf ? '' : ` (as of ${at.slice(0, 10)})`}`,
    expected: rings.map(({ dataset, depth }) => `${depth}: ${named(dataset)}`),
    found: async () => {
      const { nodes } = await questions.walk(window, { from, direction, asOf: at });
      return nodes.filter(({ kind, depth }) => kind === 'DATASET' && depth > 0).map((node) => `${node.depth}: ${named(node)}`);
    },
  };
}

function scorePaths(window: Window, { asOf: at, chains }: ColumnPaths): Claim {
  const [start] = chains[0] ?? [];
  return {
    claim: `The risk score came by ${chains.length === 1 ? 'one way' : `${chains.length} ways`}, column by column (as of ${at.slice(0, 10)})`,
    expected: chains.map(chained),
    found: async () => (start === undefined ? [] : chainsFrom(window, start, at)),
  };
}

function maskedPath(window: Window): Claim {
  const { chain, maskedInto, unmaskedCopy } = hospitalClaims.maskedPath;
  const [start] = chain;
  const unmasked = `${columnNamed(unmaskedCopy)} is not masked`;
  return {
    claim: `A patient's number is masked on its way into ${lastName(maskedInto[0])}; in the topic ${lastName(unmaskedCopy[0])} it is not`,
    expected: [chained(chain), `${columnNamed(maskedInto)} is masked`, unmasked],
    found: async () => {
      if (start === undefined) return [];
      const ways = waysOf(await questions.walk(window, { from: start[0], column: start[1], asOf }));
      const copies = waysOf(await questions.walk(window, { from: unmaskedCopy[0], column: unmaskedCopy[1], asOf }));
      const masked = ways.filter(({ isMasked }) => isMasked).map(({ to }) => `${columnNamed([to.dataset, to.column ?? ''])} is masked`);
      const open = copies.length > 0 && copies.every(({ isMasked }) => !isMasked) ? [unmasked] : [];
      return [...chainsIn(ways, start), ...masked, ...open];
    },
  };
}

function endedEdge(window: Window): Claim {
  const { source, job, lastSeen, endedAt } = hospitalClaims.endedEdge;
  const [from] = hospitalClaims.walks.filter(({ reached: rings }) => rings.some(({ dataset }) => named(dataset) === named(source)));
  const before = momentBefore(endedAt);
  return {
    claim: `The scores entered by hand were last used on ${lastSeen.slice(0, 10)}; since ${endedAt.slice(0, 10)} nothing comes from them`,
    expected: [`by ${named(job)}, last seen ${lastSeen}`, 'afterwards: not there'],
    found: async () => {
      if (from === undefined) return [];
      const is = await questions.walk(window, { from: from.from, asOf: before, depth: 1, evidence: true });
      const was = await questions.walk(window, { from: from.from, asOf: endedAt, depth: 1 });
      const id = is.nodes.find((node) => named(node) === named(source))?.id;
      const seen = is.edges.filter((edge) => edge.source === id && edge.evidence != null);
      const ways = waysOf(is).filter(({ from: { dataset } }) => named(dataset) === named(source));
      const said = ways.map(
        ({ job: by }) => `by ${by === undefined ? 'nobody' : named(by)}, last seen ${seen[0]?.evidence?.lastSeen ?? 'never'}`,
      );
      return [...said, was.nodes.some((node) => named(node) === named(source)) ? 'afterwards: still there' : 'afterwards: not there'];
    },
  };
}

function schemaChange(window: Window): Claim {
  const { dataset, fieldAdded, changedAt } = hospitalClaims.schemaChange;
  return {
    claim: `${lastName(dataset)} has a column ${fieldAdded} since ${changedAt.slice(0, 10)}, to the nanosecond`,
    expected: ['before: no', 'from then on: yes'],
    found: async () => {
      const has = async (at: string): Promise<string> =>
        (await questions.dataset(window, dataset, at))?.schema?.fields.some(({ path }) => path === fieldAdded) === true ? 'yes' : 'no';
      return [`before: ${await has(momentBefore(changedAt))}`, `from then on: ${await has(changedAt)}`];
    },
  };
}

function modelVersions(window: Window): Claim {
  const { modelVersions: versions } = hospitalClaims;
  return {
    claim: `The model is version ${versions.map(({ version, asOf: at }) => `${version} as of ${at.slice(0, 10)}`).join(', version ')}`,
    expected: versions.map(({ asOf: at, version }) => `${at}: ${version}`),
    found: () =>
      Promise.all(
        versions.map(async ({ dataset, asOf: at }) => {
          const found = await questions.dataset(window, dataset, at);
          return `${at}: ${found?.facets.map(({ content }) => content.datasetVersion ?? 'none').join(', ') ?? 'not known'}`;
        }),
      ),
  };
}

function redacted(window: Window): Claim {
  const { events, pointer, secret } = hospitalClaims.redacted;
  const { recorded } = hospitalClaims.deliveries;
  return {
    claim: `A password stood in ${events} events; all ${recorded} events can be read back, and none holds it`,
    expected: [`${recorded} read`, `${events} redacted at ${pointer}`, '0 hold the secret'],
    found: async () => {
      const all = await questions.events(window, asOf);
      const read = all.filter(({ body }) => body !== null).length;
      const hit = all.filter((event) => event.redacted.includes(pointer)).length;
      return [
        `${read} read`,
        `${hit} redacted at ${pointer}`,
        `${all.filter(({ body }) => body?.includes(secret)).length} hold the secret`,
      ];
    },
  };
}

async function chainsFrom(window: Window, start: Column, at: string): Promise<readonly string[]> {
  return chainsIn(waysOf(await questions.walk(window, { from: start[0], column: start[1], asOf: at })), start);
}

function chainsIn(ways: ReturnType<typeof waysOf>, [dataset, column]: Column): readonly string[] {
  const chains = chainsOf(ways, { dataset, column, isPhi: false });
  return chains.map((chain) => chained(chain.map((place): Column => [place.dataset, place.column ?? ''])));
}

function chained(chain: readonly Column[]): string {
  return chain.map(columnNamed).join(' <- ');
}

function columnNamed([dataset, column]: Column): string {
  return `${named(dataset)}.${column}`;
}

function named({ namespace, name }: Name): string {
  return `${namespace} ${name}`;
}

function momentBefore(time: string): string {
  const parsed = parseInstant(time);
  if (parsed === undefined) throw new Error(`the story names a time that is none: ${time}`);
  return formatInstant((parsed.instant - 1n) as Instant); // one nanosecond
}
