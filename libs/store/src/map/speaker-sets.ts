import type { Instant } from '#foundation';
import type { NodeId, StatementSetId } from '#lineage';

import type { Session } from '../sql/session.ts';
import type { SpeakerMemory } from './memory.ts';
import type { Place } from './place.ts';
import { instantIn, instantLists, numberIn, OPEN } from './rows.ts';

interface SpeakerSet {
  readonly speaker: NodeId;
  readonly set: StatementSetId;
}

/** Which sets of statements each job has shown, and when evidence ended them. */
export class SpeakerSets {
  constructor(
    private readonly session: Session,
    private readonly at: Place,
  ) {}

  async write(sets: readonly (SpeakerSet & { readonly ended: Instant })[]): Promise<void> {
    const ended = instantLists(sets.map(({ ended }) => ended));
    await this.session.rows`
      insert into hot.speaker_set (tenant, generation, speaker, set, ended, ended_ns)
      select ${this.at.tenant}::int, ${this.at.generation}::int, given.speaker, given.set, given.ended, given.ended_ns
      from unnest(${sets.map(({ speaker }) => speaker)}::bigint[], ${sets.map(({ set }) => set)}::bigint[], ${ended.at}::timestamptz[], ${ended.ns}::smallint[])
        as given (speaker, set, ended, ended_ns)
      on conflict (tenant, generation, speaker, set) do update set ended = excluded.ended, ended_ns = excluded.ended_ns
        where (speaker_set.ended, speaker_set.ended_ns) <> (excluded.ended, excluded.ended_ns)`;
  }

  /** Works out anew when evidence ended some sets, from all that is recorded: their last sighting, and the first completed run that ends it. */
  async refresh(sets: readonly (SpeakerSet & { readonly window: bigint })[]): Promise<void> {
    if (sets.length === 0) return;
    const { tenant, generation } = this.at;
    await this.session.rows`
      insert into hot.speaker_set (tenant, generation, speaker, set, ended, ended_ns)
      select ${tenant}::int, ${generation}::int, given.speaker, given.set, coalesce(ending.time, 'infinity'), coalesce(ending.time_ns, 0)
      from unnest(${sets.map(({ speaker }) => speaker)}::bigint[], ${sets.map(({ set }) => set)}::bigint[], ${sets.map(({ window }) => window / 1000n)}::bigint[])
        as given (speaker, set, lineage_window)
      cross join lateral (
        select o.time + given.lineage_window * interval '1 microsecond' as time, o.time_ns from hot.observation as o
        where o.tenant = ${tenant}::int and o.generation = ${generation}::int and o.speaker = given.speaker and o.statements = given.set and o.run is not null
          and o.known_to = ${OPEN}::bigint
        order by o.time desc, o.time_ns desc limit 1
      ) as after
      left join lateral (
        select o.time, o.time_ns from hot.observation as o
        join hot.run_belief as belief on belief.tenant = o.tenant and belief.generation = o.generation and belief.run = o.run and belief.known_to = 9223372036854775807
        where o.tenant = ${tenant}::int and o.generation = ${generation}::int and o.speaker = given.speaker and o.type = 3 and o.known_to = ${OPEN}::bigint
          and (o.time, o.time_ns) > (after.time, after.time_ns) and (belief.began, belief.began_ns) > (after.time, after.time_ns)
        order by o.time, o.time_ns limit 1
      ) as ending on true
      on conflict (tenant, generation, speaker, set) do update set ended = excluded.ended, ended_ns = excluded.ended_ns
        where (speaker_set.ended, speaker_set.ended_ns) <> (excluded.ended, excluded.ended_ns)`;
  }

  /** Of jobs: when they were last heard, and their sets that no evidence has ended. */
  async open(speakers: readonly NodeId[]): Promise<ReadonlyMap<NodeId, SpeakerMemory>> {
    if (speakers.length === 0) return new Map();
    const { tenant, generation } = this.at;
    const last = await this.session.rows`
      select asked.speaker, last.time, last.time_ns from unnest(${speakers}::bigint[]) as asked (speaker)
      cross join lateral (
        select o.time, o.time_ns from hot.observation as o
        where o.tenant = ${tenant}::int and o.generation = ${generation}::int and o.speaker = asked.speaker and o.run is not null and o.known_to = ${OPEN}::bigint
        order by o.time desc, o.time_ns desc limit 1
      ) as last`;
    const memories = new Map(
      last.map((row) => [
        numberIn(row, 'speaker') as NodeId,
        { lastTime: instantIn(row, 'time'), lastSeen: new Map<StatementSetId, Instant>() },
      ]),
    );
    const seen = await this.session.rows`
      select open.speaker, open.set, last.time, last.time_ns from unnest(${speakers}::bigint[]) as asked (speaker)
      join hot.speaker_set as open on open.tenant = ${tenant}::int and open.generation = ${generation}::int and open.speaker = asked.speaker and open.ended = 'infinity'
      cross join lateral (
        select o.time, o.time_ns from hot.observation as o
        where o.tenant = ${tenant}::int and o.generation = ${generation}::int and o.speaker = open.speaker and o.statements = open.set and o.run is not null
          and o.known_to = ${OPEN}::bigint
        order by o.time desc, o.time_ns desc limit 1
      ) as last`;
    for (const row of seen)
      memories.get(numberIn(row, 'speaker') as NodeId)?.lastSeen.set(numberIn(row, 'set') as StatementSetId, instantIn(row, 'time'));
    return memories;
  }
}
