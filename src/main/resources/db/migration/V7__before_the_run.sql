-- What the servers were like before a run changed anything: what undo-run goes back to.
create table fo_before_run (
  run_id             varchar(255) not null references fo_run (id),
  server_id          varchar(255) not null,
  read_at            timestamp with time zone not null,
  controller_address varchar(255),
  cache_service_host varchar(255),
  services           text not null,
  primary key (run_id, server_id)
);
