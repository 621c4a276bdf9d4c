-- Which programs work on this database: a row a node id, with the start of the program that has it and its last sign of
-- life, by the database's clock.
create table fo_node (
  node_id     varchar(255) primary key,
  incarnation varchar(36)  not null,
  host        varchar(255) not null,
  pid         bigint       not null,
  started_at  timestamp with time zone not null,
  beat_at     timestamp with time zone not null
);
