import { type DataLabels, type LabelsAsked, NO_DATA_LABELS } from '#access';
import { instantNow, presentAt, SECOND_MS } from '#foundation';
import { type Name, nameKey } from '#lineage';
import { ask, generationsOf, identitiesNamed, labelsKeptTo, labelsWith, type Session } from '#store';

import type { Context } from './context.ts';
import { noGraph } from './map/live-graph.ts';

/** How long the labels of a dataset are believed without asking: as long as keys are. */
const BELIEVED_MS = 2 * SECOND_MS;
/** Datasets whose labels are in mind. */
const DATASETS_MAX = 10_000;
/** Datasets of one statement. */
const ASKED_AT_ONCE = 500;
/** How many entries of the ledger labels may be kept behind the map: past this nobody knows what data bear, as after a rebuild. Some eight seconds at the top rate. */
const BEHIND_MAX = 10_000n;

const NOTHING_ASKED: LabelsAsked = { tags: false, held: false };

/** What each dataset bears, by `nameKey`. Undefined: it cannot be told. */
type Labelled = ReadonlyMap<string, DataLabels | undefined>;

/** What the graph knows of the data of the datasets that events name, as far as one server knows it. */
export class LabelsAtDoor {
  private readonly known = new Map<string, { readonly labels: DataLabels | undefined; readonly at: number; readonly asks: LabelsAsked }>();
  private waiting = new Map<string, Name>();
  /** What any of those that wait asks for: a policy may come into force between two of them. */
  private waitingFor: LabelsAsked = NOTHING_ASKED;
  private asking: Promise<Labelled> | undefined;

  constructor(private readonly context: Pick<Context, 'database' | 'tenant' | 'clock'>) {}

  /** Of some datasets, each at most so old. What events that come together ask is asked together. */
  async of(datasets: readonly Name[], asks: LabelsAsked): Promise<Labelled> {
    const oldest = performance.now() - BELIEVED_MS;
    const found = new Map<string, DataLabels | undefined>();
    const missing = new Map<string, Name>();
    for (const dataset of datasets) {
      const key = nameKey(dataset);
      const known = this.known.get(key);
      if (known === undefined || known.at < oldest || (asks.held && !known.asks.held)) missing.set(key, dataset);
      else found.set(key, known.labels);
    }
    if (missing.size === 0) return found;
    const all = await this.asked(missing, asks);
    for (const key of missing.keys()) found.set(key, all.get(key));
    return found;
  }

  private async asked(missing: ReadonlyMap<string, Name>, asks: LabelsAsked): Promise<Labelled> {
    for (const [key, dataset] of missing) this.waiting.set(key, dataset);
    this.waitingFor = { tags: this.waitingFor.tags || asks.tags, held: this.waitingFor.held || asks.held };
    this.asking ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.ask());
    return this.asking;
  }

  private async ask(): Promise<Labelled> {
    const [datasets, asks] = [[...this.waiting.values()], this.waitingFor];
    this.waiting = new Map();
    this.waitingFor = NOTHING_ASKED;
    this.asking = undefined; // who comes from now on is of the next
    const at = performance.now();
    const all = new Map<string, DataLabels | undefined>();
    for (let from = 0; from < datasets.length; from += ASKED_AT_ONCE) {
      const some = datasets.slice(from, from + ASKED_AT_ONCE);
      const labels = await this.context.database.snapshot((session) => this.read(session, some, asks));
      some.forEach((dataset, index) => all.set(nameKey(dataset), labels[index]));
    }
    if (this.known.size + all.size > DATASETS_MAX) this.known.clear();
    for (const [key, labels] of all) this.known.set(key, { labels, at, asks });
    return all;
  }

  /** In the order of the datasets, under all names that the graph gives them. Of what it does not know nothing is said. */
  private async read(session: Session, datasets: readonly Name[], asks: LabelsAsked): Promise<readonly (DataLabels | undefined)[]> {
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
    const nodes = identities.map((identity) => identity?.canonical.node);
    const labels = await labelsWith(asked, [...new Set(nodes.flatMap((node) => node ?? []))], { asks, present });
    return nodes.map((node) => (node === undefined ? NO_DATA_LABELS : (labels.get(node) ?? NO_DATA_LABELS)));
  }
}
