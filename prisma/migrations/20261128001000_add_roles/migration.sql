-- People have roles: what they may see and do is decided by those. An administrator has the role admin, an emitter none.
-- Adds a column to a small table; holds off its readers for a moment.

alter table control.principal add column roles text[] not null default '{}';
update control.principal set roles = '{admin}' where kind = 'admin';
alter table control.principal alter column roles drop default;
alter table control.principal add check (roles <@ array['auditor', 'engineer', 'admin']);
alter table control.principal add check (kind = 'person' or roles = case kind when 'admin' then array['admin'] else array[]::text[] end);
