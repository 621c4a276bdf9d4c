-- A command that runs as a job apart from its session: its id on the server. Its record stays open over a restart.
alter table fo_command add column job_id varchar(255);
create index fo_command_job on fo_command (run_id, server_id, job_id);
