-- A person may have any role that policies can speak of, not auditor and engineer alone. An administrator has the role admin still, an emitter none.
-- Checks a small table anew; holds off its readers for a moment.

alter table control.principal drop constraint principal_roles_check;
alter table control.principal add constraint principal_roles_check
  check (array_to_string(roles, ' ') ~ '^([a-z][a-z0-9-]{0,49}( [a-z][a-z0-9-]{0,49})*)?$');
