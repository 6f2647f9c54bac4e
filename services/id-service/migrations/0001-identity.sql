-- Who has which staff number. No National Insurance number is in here, only keyed tokens of it.

-- One row for each person. Rows are never changed and never deleted: a number resolves for ever.
-- A merge of two numbers is a row in a table of its own (later work), not a change here.
create table person (
  person_id bigint generated always as identity primary key,
  staff_number text collate "C" not null unique check (staff_number ~ '^[B-Z][0-9B-Z]{9}$'),
  issued_at timestamptz not null,
  department text not null
);

-- HMAC-SHA256(key, first eight characters). The primary key is the last defence against two numbers for one person:
-- the locks come first, so a violation here is a fault of ours.
create table national_insurance_token (
  key_version integer not null,
  token bytea not null check (length(token) = 32),
  person_id bigint not null references person,
  primary key (key_version, token),
  unique (person_id, key_version)
);

-- Who a department means by its own number. A person may have had several.
create table local_number (
  department text collate "C" not null,
  local_employee_number text collate "C" not null,
  person_id bigint not null references person,
  first_seen_at timestamptz not null,
  primary key (department, local_employee_number)
);
create index local_number_person on local_number (person_id);

-- Names and dates of birth as departments sent them, normalised: for the later matching by comparison, never for showing.
create table name_record (
  person_id bigint not null references person,
  family_name text not null,
  family_name_key text not null,
  given_names text not null,
  given_names_key text not null,
  date_of_birth date,
  department text not null,
  first_seen_at timestamptz not null
);
create unique index name_record_once on name_record (person_id, family_name, given_names, date_of_birth) nulls not distinct;

-- Requests that contradicted what is known. No number was issued; somebody looks at them.
create table identity_conflict (
  conflict_id bigint generated always as identity primary key,
  recorded_at timestamptz not null,
  reason text not null,
  department text not null,
  local_employee_number text not null,
  -- Whom the token names and whom the local number names, as far as they name somebody.
  people bigint[] not null,
  resolved_at timestamptz
);
create index identity_conflict_open on identity_conflict (recorded_at) where resolved_at is null;

-- What was answered under an idempotency key, and a keyed hash of what was asked.
create table idempotent_answer (
  idempotency_key text collate "C" primary key,
  key_version integer not null,
  content_hash bytea not null check (length(content_hash) = 32),
  outcome text not null check (outcome in ('issued', 'existing', 'conflict')),
  person_id bigint references person,
  matched_on text,
  answered_at timestamptz not null,
  check ((outcome = 'conflict') = (person_id is null))
);

-- Events that the log does not hold yet. Written in the transaction of what they tell of.
-- The order of `position` is the order of events of one key, since whoever writes for a key holds its lock.
create table outbox (
  position bigint generated always as identity primary key,
  event_id text collate "C" not null unique,
  topic text not null,
  key text not null,
  headers jsonb not null,
  value bytea not null,
  written_at timestamptz not null,
  sent_at timestamptz
);
create index outbox_unsent on outbox (position) where sent_at is null;
