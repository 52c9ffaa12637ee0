-- What questions need beside the graph itself: the words of facets, and indexes for runs, declarations and commitments.
-- Adds a table and a trigger; fills them from what is there. Locks hot.facet_content, hot.facet, hot.run_belief, hot.observation and hot.ledger_entry
-- against writing while the indexes are built: seconds for a million rows.

-- Words of facets: columns, descriptions, tags. Derived from the content alone, which never changes, so that nothing has to keep them up to date.

create table hot.facet_word (
  tenant  integer not null,
  content bytea not null,
  kind    smallint not null check (kind in (1, 2, 3)),
  place   integer not null,
  word    text collate "C" not null,
  primary key (tenant, content, kind, place)
);
comment on column hot.facet_word.kind is '1 column (a path with dots), 2 tag, 3 description';
create index facet_word_by_letters on hot.facet_word using gin (word gin_trgm_ops);
create index facet_by_content on hot.facet (tenant, generation, content, node) where name in ('schema', 'tags', 'documentation');

create function hot.words_of(body text) returns table (kind smallint, place integer, word text) language plpgsql immutable as $$
begin
  if body not like '%"fields":[%' and body not like '%"tags":[%' and body not like '%"description":%' then
    return;
  end if;
  return query
    with recursive facet as (
      select body::jsonb as value
    ), field (path, value) as (
      select each.value ->> 'name', each.value from facet cross join lateral jsonb_array_elements(
        case jsonb_typeof(facet.value -> 'fields') when 'array' then facet.value -> 'fields' else '[]' end) as each (value)
      union all
      select field.path || '.' || (each.value ->> 'name'), each.value from field cross join lateral jsonb_array_elements(
        case jsonb_typeof(field.value -> 'fields') when 'array' then field.value -> 'fields' else '[]' end) as each (value)
    ), found (kind, word) as (
      select 1, field.path from field where field.path is not null
      union all
      select 2, concat_ws('=', tag.value ->> 'key', tag.value ->> 'value') from facet cross join lateral jsonb_array_elements(
        case jsonb_typeof(facet.value -> 'tags') when 'array' then facet.value -> 'tags' else '[]' end) as tag (value)
      union all
      select 3, field.value ->> 'description' from field where field.value ->> 'description' <> ''
      union all
      select 3, facet.value ->> 'description' from facet where jsonb_typeof(facet.value -> 'description') = 'string'
    )
    select found.kind::smallint, (row_number() over (partition by found.kind))::integer, left(found.word, 500)
    from found where found.word <> '' limit 10000;
exception
  -- Canonical JSON may hold what jsonb cannot (half a surrogate pair, NUL, huge numbers): such a facet is not found by its words.
  when data_exception or program_limit_exceeded or statement_too_complex then return;
end $$;
comment on function hot.words_of(text) is 'What a facet can be found by: the columns of a schema, tags, descriptions. Never fails on what a sender may write.';

insert into hot.facet_word (tenant, content, kind, place, word)
select content.tenant, content.hash, found.kind, found.place, found.word
from hot.facet_content as content cross join lateral hot.words_of(content.body) as found;

create function hot.add_facet_words() returns trigger language plpgsql as $$
begin
  insert into hot.facet_word (tenant, content, kind, place, word)
  select added.tenant, added.hash, found.kind, found.place, found.word
  from added cross join lateral hot.words_of(added.body) as found
  on conflict do nothing;
  return null;
end $$;
create trigger facet_words after insert on hot.facet_content referencing new table as added for each statement execute function hot.add_facet_words();

create function hot.remove_facet_words() returns trigger language plpgsql as $$
begin
  delete from hot.facet_word as word using removed where word.tenant = removed.tenant and word.content = removed.hash;
  return null;
end $$;
create trigger facet_words_gone after delete on hot.facet_content referencing old table as removed for each statement execute function hot.remove_facet_words();

-- Runs by when they began, for all beliefs: questions about an earlier size need the ended ones too.
create index run_belief_by_began on hot.run_belief (tenant, generation, began desc, run);
drop index hot.run_belief_by_job;
create index run_belief_by_job on hot.run_belief (tenant, generation, job, began desc, run);

-- Declarations are few among the events of a job that runs.
create index observation_declarations on hot.observation (tenant, generation, speaker, time, time_ns) where declares;

-- The public name of an event: found by equality alone, and random, so a hash is the smallest.
create index ledger_entry_by_commitment on hot.ledger_entry using hash (commitment);
