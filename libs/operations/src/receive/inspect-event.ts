import { KeepOut, NO_DATA_LABELS, type Policy } from '#access';
import type { Instant } from '#foundation';
import type { Facets, LineageEvent, MentionRole, Name, NodeName } from '#lineage';
import { type FacetPlace, isStandardFacet, type KeptOut, type Problem, warningCodes } from '#openlineage';
import type { QuarantineReason } from '#store';

import type { Principal } from '../context.ts';
import { decideEvent, type EventAdmitted, type EventUnfit, unread, WARNINGS_NAMED_MAX } from './decide-event.ts';

/** The facets of one thing, by name and in the order of the event: those of the standard, producers' own, and those that are said to be gone. */
export interface FacetNames {
  readonly known: readonly string[];
  /** Kept and shown as they came. */
  readonly kept: readonly string[];
  readonly deleted: readonly string[];
}

export interface UnderstoodDataset extends Name {
  readonly role: MentionRole;
  readonly facets: FacetNames;
  /** Of this run's use of it. */
  readonly useFacets: FacetNames;
}

/** What an event was understood as: what it says, without the bodies of its facets. */
export interface Understood {
  readonly kind: LineageEvent['kind'];
  readonly time: Instant;
  /** The job of a run or job event, the dataset of a dataset event. */
  readonly speaker: NodeName;
  readonly run: LineageEvent['run'];
  readonly producer: string | undefined;
  readonly runFacets: FacetNames;
  readonly jobFacets: FacetNames;
  /** As the event lists them: one that it names twice is here twice. */
  readonly datasets: readonly UnderstoodDataset[];
}

/** Where an event departs from the standard, and what that means, in a sentence. */
export interface ToldWarning {
  readonly code: string;
  readonly pointer: string;
  readonly message: string;
}

/** Where a value is kept out of what is stored, and how. Of which rule is told to who may ask about policies. */
export interface ToldKeptOut {
  readonly how: KeptOut['how'];
  readonly pointer: string;
}

/** What the gate makes of some bytes. */
export type Inspection =
  | {
      readonly kind: 'accepted';
      readonly understood: Understood;
      readonly warnings: readonly ToldWarning[];
      /** JSON pointers of the secrets that would be taken out before it is stored. */
      readonly redacted: readonly string[];
      /** Where values stand that rules would keep out. */
      readonly keptOut: readonly ToldKeptOut[];
    }
  | {
      readonly kind: 'quarantined';
      readonly because: QuarantineReason;
      readonly problems: readonly Problem[];
      /** Undefined when it says nothing that could be understood. */
      readonly understood: Understood | undefined;
    };

/** What an event is inspected by, where that is more than the event. */
export interface Inspecting {
  /** Absent: nobody asks who may claim it. */
  readonly sender?: Principal | undefined;
  /** What it keeps out is told, as if no more were known of data than what the event itself says of them. */
  readonly policy?: Policy | undefined;
}

/**
 * Says what would become of an event, and does nothing: no database, no key file. Whether it was recorded before is not said: that takes a ledger.
 */
export function inspectEvent(bytes: Uint8Array, now: Instant, { sender, policy }: Inspecting = {}): Inspection {
  const keepingOut = policy && {
    keepOut: new KeepOut([{ position: 0n, policy }]), // its version is told nobody
    ...{ hashOf: () => '', labelsOf: () => NO_DATA_LABELS },
  };
  return inspectionOf(decideEvent(bytes, { now, sender, keepingOut }));
}

/** As `inspectEvent`, of a body that does not open. */
export function inspectUnread(message: string): Inspection {
  return inspectionOf(unread(message));
}

/** A decision as it is told. Of a duplicate nothing would be stored. */
export function inspectionOf(decision: EventAdmitted | EventUnfit, { isDuplicate = false }: Storing = {}): Inspection {
  if (decision.kind === 'unfit') {
    const { because, problems, event } = decision;
    return { kind: 'quarantined', because, problems, understood: event && understood(event) };
  }
  const { event, redacted, keptOutTold } = decision;
  return {
    ...{ kind: 'accepted', understood: understood(event), warnings: tellWarnings(decision, { isDuplicate }) },
    ...{ redacted: redacted.paths, keptOut: isDuplicate ? [] : tellKeptOut(keptOutTold) },
  };
}

interface Storing {
  readonly isDuplicate?: boolean;
}

/** The first warnings, and then how many more there are of each code. Of a duplicate nothing is stored, and the first may hold what would be kept out of it. */
export function tellWarnings(
  { warnings, keptOutTold }: Pick<EventAdmitted, 'warnings' | 'keptOutTold'>,
  { isDuplicate = false }: Storing,
): readonly ToldWarning[] {
  const told = isDuplicate ? warnings.filter(({ code }) => code !== 'KEPT_OUT') : warnings;
  const more = new Map<string, number>();
  const add = (code: string, count: number): unknown => count > 0 && more.set(code, (more.get(code) ?? 0) + count);
  for (const { code } of told.slice(WARNINGS_NAMED_MAX)) add(code, 1);
  if (!isDuplicate) for (const { count, paths } of keptOutTold) add('KEPT_OUT', count - paths.length); // of these not even the paths are known
  const named = told.slice(0, WARNINGS_NAMED_MAX).map(tellWarning);
  if (more.size === 0) return named;
  const counts = [...more].map(([code, count]) => `${count} ${code}`).join(', ');
  return [...named, { code: 'MORE_WARNINGS', pointer: '', message: `beside these there are: ${counts}` }];
}

/** In the order of rules. */
export function tellKeptOut(keptOut: readonly Pick<KeptOut, 'how' | 'paths'>[]): readonly ToldKeptOut[] {
  return keptOut.flatMap(({ how, paths }) => paths.map((pointer) => ({ how, pointer })));
}

/** What an event says, without the bodies of its facets. */
export function understood({ kind, time, speaker, run, producer, runFacets, jobFacets, mentions }: LineageEvent): Understood {
  return {
    ...{ kind, time, speaker, run, producer },
    runFacets: facetNames('run', runFacets),
    jobFacets: facetNames('job', jobFacets),
    datasets: mentions.map(({ name, role, facets, useFacets }) => ({
      ...name,
      role,
      facets: facetNames('dataset', facets),
      useFacets: role === 'subject' ? facetNames('dataset', useFacets) : facetNames(role, useFacets),
    })),
  };
}

interface Told {
  readonly code: string;
  readonly pointer?: string | undefined;
  readonly message?: string | undefined;
}

/** A warning with its own sentence, or that of its code. An entry may carry a code that this version does not know: then the code stands for it. */
export function tellWarning({ code, pointer, message }: Told): ToldWarning {
  const sentences: Readonly<Record<string, string>> = warningCodes;
  return { code, pointer: pointer ?? '', message: message ?? sentences[code] ?? code };
}

function facetNames(place: FacetPlace, facets: Facets): FacetNames {
  const names: Record<keyof FacetNames, string[]> = { known: [], kept: [], deleted: [] };
  for (const [name, { kind }] of facets) {
    const list = kind === 'deleted' ? 'deleted' : isStandardFacet(place, name) ? 'known' : 'kept';
    names[list].push(name);
  }
  return names;
}
