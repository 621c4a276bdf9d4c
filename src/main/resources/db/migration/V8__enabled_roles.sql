-- Controllers and Schedulers that a run may have enabled, until somebody has read them as stopped and disabled: a server
-- that can't be reached is taken for a running one.
create table fo_enabled_role (
  environment_id varchar(255) not null,
  server_id      varchar(255) not null,
  service        varchar(50) not null,
  run_id         varchar(255) not null references fo_run (id),
  enabled_at     timestamp with time zone not null,
  primary key (environment_id, server_id, service)
);
