-- The ledger: what the log said, once and for ever, and where the reading of the log stands.
-- Names are unqualified: the same files make the live schema and the shadow schema of a rebuild.

-- A bigint stands for a staff number inside the database: rows and indexes stay narrow, and analysts' views carry no staff number.
CREATE TABLE person (
  person_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff_number text COLLATE "C" NOT NULL UNIQUE
);
COMMENT ON TABLE person IS 'One row for each staff number that an event named. The surrogate means nothing outside this schema and changes in a rebuild.';

-- Index upkeep is the ceiling of an append, so there are two indexes for the events of people, and each has its reason:
-- the key recognises an event that comes again, and the person finds the events to fold. No foreign key to person:
-- it would look up every row a second time for what the same transaction has just inserted or locked; the audit checks it instead.
-- Wide columns last and fixed ones first: no byte is lost to alignment.
CREATE TABLE event (
  event_id uuid PRIMARY KEY,
  person_id bigint,
  log_offset bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  source_time timestamptz NOT NULL,
  partition integer NOT NULL,
  effective_date date,
  topic text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  subject text COLLATE "C",
  content_hash bytea NOT NULL,
  -- json, not jsonb: it is written once and read whole, and unlike jsonb it takes every string that JSON has.
  data json NOT NULL,
  CONSTRAINT event_has_one_subject CHECK ((person_id IS NULL) <> (subject IS NULL))
);
CREATE INDEX event_of_person ON event (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX event_of_subject ON event (subject) WHERE subject IS NOT NULL;
COMMENT ON TABLE event IS 'Every event that was recorded, append-only. event_id is the ULID''s 128 bits.';
COMMENT ON COLUMN event.recorded_at IS 'When the log took it: the log''s time, never a clock of this database.';
COMMENT ON COLUMN event.effective_date IS 'The date from which the fact holds; null for a retraction, which has none of its own.';
COMMENT ON COLUMN event.content_hash IS 'SHA-256 of all but the id, over canonical JSON: the same id with another hash is a mistake to be named.';
COMMENT ON COLUMN event.subject IS 'The organisation or role, where the event is not about a person.';

-- A statement trigger: it costs an append nothing. A superuser can still drop it; then the log, which is the source, tells.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation', HINT = 'Publish a correction or a retraction.';
END $$;
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The next offset commits with the rows that came before it: that is what makes the projection exactly once.
CREATE TABLE position (
  topic text COLLATE "C" NOT NULL,
  partition integer NOT NULL,
  next_offset bigint NOT NULL,
  last_recorded_at timestamptz,
  PRIMARY KEY (topic, partition)
) WITH (fillfactor = 10);
COMMENT ON COLUMN position.last_recorded_at IS 'When the log took the last record that was applied.';

-- A record that could not be applied. Kept whole, so that it can be tried again; never dropped.
CREATE TABLE parked (
  topic text COLLATE "C" NOT NULL,
  partition integer NOT NULL,
  log_offset bigint NOT NULL,
  key text COLLATE "C",
  headers json NOT NULL,
  value bytea NOT NULL,
  code text NOT NULL,
  field text NOT NULL,
  message text NOT NULL,
  event_id text,
  blocks boolean NOT NULL,
  parked_at timestamptz NOT NULL,
  resolution text CHECK (resolution IN ('applied', 'discarded')),
  reason text,
  resolved_at timestamptz,
  PRIMARY KEY (topic, partition, log_offset),
  CONSTRAINT discarded_with_a_reason CHECK (resolution IS DISTINCT FROM 'discarded' OR reason IS NOT NULL)
);
CREATE INDEX parked_blocking ON parked (topic, partition, key) WHERE blocks AND resolution IS NULL;
CREATE INDEX parked_event ON parked (left(event_id, 26)) WHERE event_id IS NOT NULL;
COMMENT ON COLUMN parked.blocks IS 'Later records of the same key and topic wait behind this one, in order. Other topics of the person go on: the log keeps no order between topics, so a rebuild could not repeat one.';
COMMENT ON COLUMN parked.parked_at IS 'The record''s recordedAt.';
