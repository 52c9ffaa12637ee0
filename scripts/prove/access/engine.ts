import {
  columnAccess,
  type Denied,
  engagementSubject,
  type Grant,
  heldWord,
  type Labels,
  namedOnly,
  type Policy,
  type View,
  viewOf,
} from '#access';
import type { Instant } from '#foundation';
import type { RefGrant, RefHeld, RefQuestion, RefReading, RefThing } from '#testkit';

import type { AccessEngine, ReadingEngine } from './judge.ts';

/** The evaluator that decides in the product. */
export const ENGINE: AccessEngine = { decide: (question) => deniedIn(viewIn(question), question.thing) === undefined };

/** The same of what is read masked. */
export const READING_ENGINE: ReadingEngine = { read: readingIn };

/** What the asker of a question may do. */
export function viewIn({ policies, teams, bodies, asker: { grants, purpose, at }, action }: RefQuestion): View {
  return viewOf(
    policies.map(
      ({ name, rules }) =>
        ({
          name,
          rules: rules.map((rule) => ({
            ...rule,
            on: { ...rule.on, classification: rule.on.classification?.toUpperCase() },
            action: rule.action ?? (rule.effect === 'mask' ? 'read' : 'see'),
          })),
        }) as Policy,
    ), // as readPolicy gives it
    {
      grants: grants.map(grantIn),
      ...(bodies === undefined ? {} : { logical: bodies }),
      ...{ teams, purpose: purpose ?? undefined, at: at as Instant },
    },
    action,
  );
}

/** As `grantsHeld` gives it. */
function grantIn({ role, team, until, engagement }: RefGrant): Grant {
  const grant = { role, team, until: until as Instant | undefined }; // nanoseconds, as every instant
  if (engagement === undefined) return grant;
  const { from, scope, purpose } = engagement;
  return { ...grant, team: engagementSubject('audit'), from: from as Instant, scope, purpose };
}

function readingIn(question: RefQuestion): RefReading {
  const { thing, action, masks = [] } = question;
  const view = viewIn(question);
  if (thing.kind !== 'column') return { kind: deniedIn(view, thing) === undefined ? 'plain' : 'denied' };
  const within = action === 'see' ? [] : (thing.within ?? []);
  const found = columnAccess(view, labelsOf(thing), { path: thing.path, isUnknown: thing.isUnknown, within, masks });
  if (found.kind !== 'masked') return { kind: found.kind };
  const { masked, taken } = found;
  const rule = { policy: masked.policy ?? '', rule: masked.rule };
  return taken === undefined ? { kind: 'unmaskable', how: masked.how, rule } : { kind: 'masked', how: taken, rule };
}

function deniedIn(view: View, thing: RefQuestion['thing']): Denied | undefined {
  const labels = labelsOf(thing);
  switch (thing.kind) {
    case 'dataset':
      return view.dataset(labels);
    case 'job':
      return view.job(jobIn(thing));
    case 'column':
      return view.column(labels, thing.path, thing.isUnknown);
    case 'facet':
      return thing.of === 'job' ? view.jobFacet(jobIn(thing), thing.facet) : view.facet(labels, thing.facet);
  }
}

/** A job has one name. */
function jobIn({ names: [name] }: RefThing): RefThing['names'][number] {
  if (name === undefined) throw new Error('a question is about a job without a name');
  return name;
}

/** As Headgate reads tags: in small letters, each as `key` and as `key=value`. */
function labelsOf({ names, tags, sureTags, columnTags, sureColumnTags, held, columnHeld }: RefThing): Labels {
  const words = (all: readonly RefHeld[]): readonly string[] => all.map(({ level, form }) => heldWord(level, form));
  const ofColumns = (all: RefThing['columnTags']) => new Map([...all].map(([path, each]) => [path, each.flatMap(spelt)]));
  return {
    ...{ ...namedOnly(names), tags: tags.flatMap(spelt), sureTags: sureTags.flatMap(spelt) },
    ...{ columnTags: ofColumns(columnTags), sureColumnTags: ofColumns(sureColumnTags) },
    ...{ held: words(held), columnHeld: new Map([...columnHeld].map(([path, each]) => [path, words(each)])) },
  };
}

function spelt(tag: string): readonly string[] {
  const [key = ''] = tag.split('=');
  return [...new Set([tag, key])].map((each) => each.toLowerCase());
}
