-- What an emitter may claim beyond its namespaces: what it may say things of, what it may say it took from, and as which producer.
-- Keys that were made before may claim what they could. Adds columns to a small table; holds off its readers for a moment.

alter table control.api_key
  add column outputs text[] not null default '{*}',
  add column inputs text[] not null default '{*}',
  add column producers text[] not null default '{}';
alter table control.api_key alter column outputs drop default, alter column inputs drop default, alter column producers drop default;
