-- What the door acknowledged, and what it refused. Neither table holds what an event said: only its hash.

-- One row for each acknowledged event. It is inserted before the event is published, in the transaction that the publishing
-- happens inside: a second request with the same id waits for the first at this key, and sees its outcome.
-- The position is filled in after publishing; the free space on a page keeps that update off the index (a HOT update).
CREATE TABLE receipt (
  event_id      uuid        NOT NULL PRIMARY KEY,
  content_hash  bytea       NOT NULL CHECK (octet_length(content_hash) = 32),
  source        text        NOT NULL,
  accepted_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  log_topic     text,
  log_partition integer,
  log_offset    bigint
) WITH (fillfactor = 60);

COMMENT ON TABLE receipt IS 'Events that the gateway acknowledged: in the log, and not to be published again';
COMMENT ON COLUMN receipt.content_hash IS 'SHA-256 of the event without its id; the same id with another hash is refused';

-- The last refusal of an event whose id could be read, so that GET /receipts/{id} can tell its sender why. Never its content.
CREATE TABLE refusal (
  event_id   uuid        NOT NULL PRIMARY KEY,
  -- The department whose credential sent it; null where the door is open.
  department text,
  refused_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- [{code, field, message, remedy, retryable}]
  refusals   jsonb       NOT NULL
);

COMMENT ON TABLE refusal IS 'Why an event was refused last, by its id';
