-- The log on PostgreSQL: topics, partitions that hand out gapless offsets, and records that are only ever added.

CREATE TABLE topic (
  topic_id    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        text NOT NULL UNIQUE,
  partitions  integer NOT NULL CHECK (partitions > 0)
);

-- Whoever publishes holds the lock of this row: offsets have no gap, and the times of a partition never fall.
CREATE TABLE partition (
  topic_id     integer NOT NULL REFERENCES topic,
  partition    integer NOT NULL,
  next_offset  bigint NOT NULL DEFAULT 0,
  recorded_at  timestamptz NOT NULL DEFAULT '-infinity',
  PRIMARY KEY (topic_id, partition)
) WITH (fillfactor = 50); -- every publish updates these few rows: room in the page keeps the updates out of the index

-- No foreign key to partition: it cost a lookup for each record, and only `publish` writes here, holding that row.
-- headers is json and not jsonb: it is only ever handed back whole, and keeps its text.
CREATE TABLE record (
  topic_id       integer NOT NULL,
  partition      integer NOT NULL,
  record_offset  bigint NOT NULL,
  key            text,
  headers        json NOT NULL,
  value          bytea NOT NULL,
  recorded_at    timestamptz NOT NULL,
  PRIMARY KEY (topic_id, partition, record_offset)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.2);

-- Who reads in which group. Unlogged: a heartbeat is worth nothing after a crash, and its writing should cost nothing.
CREATE UNLOGGED TABLE member (
  group_name    text NOT NULL,
  member_id     uuid NOT NULL,
  topics        text[] NOT NULL,
  heartbeat_at  timestamptz NOT NULL,
  PRIMARY KEY (group_name, member_id)
);
