-- What a provider told of a person, and what that gave, for as long as it told the same: so that a question about a time past is answered by what was told then.
-- Of the people that are known already nobody remembers what was told before: what was told last counts from their beginning, as it did until now.

create table control.person_told (
  tenant       integer not null,
  principal_id uuid not null,
  begins       timestamptz(6) not null,
  heard_at     timestamptz(6) not null,
  groups       text[] not null,
  kind         text collate "C" not null check (kind in ('admin', 'person')),
  roles        text[] not null,
  primary key (tenant, principal_id, begins),
  foreign key (tenant, principal_id) references control.principal (tenant, id) on delete cascade
);
comment on table control.person_told is 'What a provider told of a person, for as long as it told the same and was asked often enough to be believed.';
comment on column control.person_told.heard_at is 'When it was told so last.';

insert into control.person_told (tenant, principal_id, begins, heard_at, groups, kind, roles)
select person.tenant, person.principal_id, least(principal.created_at, person.told_at), person.told_at, person.groups, principal.kind, principal.roles
from control.person as person
join control.principal as principal on principal.tenant = person.tenant and principal.id = person.principal_id;
