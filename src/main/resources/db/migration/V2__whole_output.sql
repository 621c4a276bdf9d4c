-- What a command printed, where that is more than its row shows: gzip'ed, in parts (H2 takes at most 1 MiB of bytea).
create table fo_command_output (
  command_id bigint  not null references fo_command (id),
  part       integer not null,
  content    bytea   not null,
  primary key (command_id, part)
);
alter table fo_command add column truncated boolean default false not null;
