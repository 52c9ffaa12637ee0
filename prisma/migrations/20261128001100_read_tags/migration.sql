-- What a policy that hides by tag asks of a `tags` facet. Adds one function; locks nothing.

create function hot.tags_of(body text) returns table (field text, tag text) language plpgsql immutable as $$
begin
  return query
    select said.value ->> 'field', lower(spelt.tag collate "C")
    from jsonb_array_elements(case jsonb_typeof(body::jsonb -> 'tags') when 'array' then body::jsonb -> 'tags' else '[]' end) as said (value)
    cross join lateral (values (said.value ->> 'key'), (concat_ws('=', said.value ->> 'key', said.value ->> 'value'))) as spelt (tag)
    where jsonb_typeof(said.value) = 'object' and jsonb_typeof(said.value -> 'key') = 'string';
exception
  -- Canonical JSON may hold what jsonb cannot (half a surrogate pair, NUL, huge numbers): whoever hides by tag hides such a thing.
  when data_exception or program_limit_exceeded or statement_too_complex then return query select null, '?';
end $$;
comment on function hot.tags_of(text) is
  'Tags of a `tags` facet in small letters, each as `key` and as `key=value`, with the column that is tagged (null: the dataset). `?`: it cannot be read.';
