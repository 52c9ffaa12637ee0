import { type DataLabels, type LabelsAsked, NO_DATA_LABELS } from '#access';
import { DAY_MS, type Instant, INSTANT_MAX, instantNow, presentAt, SECOND_MS } from '#foundation';
import { type Name, nameKey } from '#lineage';
import { ask, generationsOf, identitiesNamed, labelsKeptTo, labelsWithin, type Session } from '#store';

import type { Context } from './context.ts';
import { noGraph } from './map/live-graph.ts';

/** How long the labels of a dataset are believed without asking: as long as keys are. */
const BELIEVED_MS = 2 * SECOND_MS;
/** What data bore at some time of a day counts for all that tells of that day: so events of one day ask together, and none is told of less than its own time. UTC, in nanoseconds. */
const DAY_NS = BigInt(DAY_MS) * 1_000_000n;
/** Datasets whose labels are in mind, each day for itself. */
const DATASETS_MAX = 10_000;
/** Datasets of one statement. */
const ASKED_AT_ONCE = 500;
/** How many entries of the ledger labels may be kept behind the map: past this nobody knows what data bear, as after a rebuild. Some eight seconds at the top rate. */
const BEHIND_MAX = 10_000n;

const NOTHING_ASKED: LabelsAsked = { tags: false, held: false };

/** What each dataset bears, by its key. Undefined: it cannot be told. */
type Labelled = ReadonlyMap<string, DataLabels | undefined>;

/** Of what events ask together, what those of one day do. */
interface OfDay {
  readonly from: Instant;
  readonly datasets: Map<string, Name>;
}

/** What the graph knows of the data of the datasets that events name, as far as one server knows it. */
export class LabelsAtDoor {
  private readonly known = new Map<string, { readonly labels: DataLabels | undefined; readonly at: number; readonly asks: LabelsAsked }>();
  private waiting = new Map<Instant, OfDay>();
  /** What any of those that wait asks for: a policy may come into force between two of them. */
  private waitingFor: LabelsAsked = NOTHING_ASKED;
  private asking: Promise<Labelled> | undefined;

  constructor(private readonly context: Pick<Context, 'database' | 'tenant' | 'clock'>) {}

  /** Of some datasets, by `nameKey`, each at most so old: what they bear now, or bore on the day of an instant. What events that come together ask is asked together. */
  async of(datasets: readonly Name[], { asks, at }: { readonly asks: LabelsAsked; readonly at: Instant }): Promise<Labelled> {
    const from = dayOf(at);
    const oldest = performance.now() - BELIEVED_MS;
    const found = new Map<string, DataLabels | undefined>();
    const missing = new Map<string, Name>();
    for (const dataset of datasets) {
      const key = nameKey(dataset);
      const known = this.known.get(keyOf(from, key));
      if (known === undefined || known.at < oldest || (asks.held && !known.asks.held)) missing.set(key, dataset);
      else found.set(key, known.labels);
    }
    if (missing.size === 0) return found;
    const all = await this.asked({ from, datasets: missing }, asks);
    for (const key of missing.keys()) found.set(key, all.get(keyOf(from, key)));
    return found;
  }

  private async asked({ from, datasets }: OfDay, asks: LabelsAsked): Promise<Labelled> {
    const day = this.waiting.get(from) ?? { from, datasets: new Map<string, Name>() };
    this.waiting.set(from, day);
    for (const [key, dataset] of datasets) day.datasets.set(key, dataset);
    this.waitingFor = { tags: this.waitingFor.tags || asks.tags, held: this.waitingFor.held || asks.held };
    this.asking ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.ask());
    return this.asking;
  }

  private async ask(): Promise<Labelled> {
    const [days, asks] = [[...this.waiting.values()], this.waitingFor];
    this.waiting = new Map();
    this.waitingFor = NOTHING_ASKED;
    this.asking = undefined; // who comes from now on is of the next
    const at = performance.now();
    const all = new Map<string, DataLabels | undefined>();
    for (const { from, datasets } of days) {
      const each = [...datasets];
      for (let begin = 0; begin < each.length; begin += ASKED_AT_ONCE) {
        const some = each.slice(begin, begin + ASKED_AT_ONCE);
        const named = some.map(([, dataset]) => dataset);
        const labels = await this.context.database.snapshot((session) => this.read(session, named, { asks, from }));
        some.forEach(([key], index) => all.set(keyOf(from, key), labels[index]));
      }
    }
    if (this.known.size + all.size > DATASETS_MAX) this.known.clear();
    for (const [key, labels] of all) this.known.set(key, { labels, at, asks });
    return all;
  }

  /** In the order of the datasets, under all names that the graph gives them. Of what it does not know nothing is said. */
  private async read(
    session: Session,
    datasets: readonly Name[],
    { asks, from }: { readonly asks: LabelsAsked; readonly from: Instant },
  ): Promise<readonly (DataLabels | undefined)[]> {
    const { tenant, clock } = this.context;
    const live = (await generationsOf(session, tenant)).find(({ isLive }) => isLive);
    if (live === undefined) throw noGraph();
    const at = { tenant, generation: live.generation };
    if (asks.held && live.mapped - (await labelsKeptTo(session, at)) > BEHIND_MAX) return datasets.map(() => undefined);
    const present = presentAt(instantNow(clock));
    const asked = await ask(session, at, { asOf: present, knownAt: live.mapped });
    const identities = await identitiesNamed(
      asked,
      datasets.map((dataset) => ({ kind: 'dataset', ...dataset })),
    );
    const nodes = identities.map((identity, index) => {
      const { namespace, name } = datasets[index] ?? {};
      return identity?.members.find((member) => member.namespace === namespace && member.name === name)?.node; // what it was called with may be another then
    });
    const ends = from + DAY_NS;
    const to = ends < INSTANT_MAX ? (ends as Instant) : INSTANT_MAX; // below the last
    const labels = await labelsWithin(asked, [...new Set(nodes.flatMap((node) => node ?? []))], { asks, present, from, to });
    return nodes.map((node) => (node === undefined ? NO_DATA_LABELS : (labels.get(node) ?? NO_DATA_LABELS)));
  }
}

/** When the day of an instant begins: never before the first, which begins one. */
function dayOf(at: Instant): Instant {
  const into = ((at % DAY_NS) + DAY_NS) % DAY_NS;
  return (at - into) as Instant;
}

function keyOf(day: Instant, key: string): string {
  return `${day} ${key}`;
}
