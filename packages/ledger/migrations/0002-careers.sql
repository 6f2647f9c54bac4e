-- Careers: what follows from the events, folded by replay and rewritten where it differs. Everything here can be rebuilt from the log.

CREATE TABLE career (
  person_id bigint PRIMARY KEY,
  -- Drawn at random by every transaction that writes the career. A projector trusts what it remembers of a person
  -- only where this is what it wrote: a counter would repeat itself in a database restored to an earlier day.
  revision bigint NOT NULL,
  event_count integer NOT NULL,
  first_start date,
  last_end date,
  birth_year integer,
  seb_answered boolean NOT NULL,
  staff_number text COLLATE "C" NOT NULL,
  seb text COLLATE "C" CHECK (seb IN ('high', 'intermediate', 'low')),
  sex text COLLATE "C",
  ethnicity text COLLATE "C",
  disability text COLLATE "C",
  sexual_orientation text COLLATE "C"
) WITH (fillfactor = 80);
COMMENT ON TABLE career IS 'One row for each person: what was declared, and the bounds of the career.';
COMMENT ON COLUMN career.seb IS 'Socio-economic background; null: not declared, or an answer that cannot be classed.';
COMMENT ON COLUMN career.seb_answered IS 'Any answer to the questions on background, "prefer not to say" included.';
COMMENT ON COLUMN career.last_end IS 'The first day after the last spell; null while in post.';

-- No exclusion constraint keeps spells apart: GiST cost 10 to 70 times a btree. They are apart by construction
-- (each ends where the next starts, at the latest), and the audit proves it with one window query.
CREATE TABLE spell (
  person_id bigint NOT NULL,
  full_time_equivalent double precision,
  start_date date NOT NULL,
  end_date date CHECK (end_date > start_date),
  accelerated boolean,
  openly_advertised boolean,
  unpaid_absence boolean NOT NULL,
  ended_by text COLLATE "C",
  department text COLLATE "C" NOT NULL,
  organisation text COLLATE "C",
  grading_scheme text COLLATE "C" NOT NULL,
  grade text COLLATE "C" NOT NULL,
  acting_grade text COLLATE "C",
  profession text COLLATE "C",
  function text COLLATE "C",
  region text COLLATE "C",
  role text COLLATE "C",
  contract text COLLATE "C",
  status text COLLATE "C" NOT NULL,
  host_department text COLLATE "C",
  concurrent_posts jsonb NOT NULL,
  event_ids uuid[] NOT NULL,
  PRIMARY KEY (person_id, start_date)
);
COMMENT ON TABLE spell IS 'Half-open spans of days [start_date, end_date) on which a standing did not change; end_date null: still open.';

CREATE TABLE move (
  person_id bigint NOT NULL,
  date date NOT NULL,
  sequence integer NOT NULL,
  between_departments boolean NOT NULL,
  by_machinery_of_government boolean NOT NULL,
  kind text COLLATE "C" NOT NULL,
  london text COLLATE "C" CHECK (london IN ('in', 'out')),
  leaving_cause text COLLATE "C",
  entry_route text COLLATE "C",
  from_department text COLLATE "C",
  from_organisation text COLLATE "C",
  from_grading_scheme text COLLATE "C",
  from_grade text COLLATE "C",
  from_acting_grade text COLLATE "C",
  from_profession text COLLATE "C",
  from_function text COLLATE "C",
  from_region text COLLATE "C",
  to_department text COLLATE "C",
  to_organisation text COLLATE "C",
  to_grading_scheme text COLLATE "C",
  to_grade text COLLATE "C",
  to_acting_grade text COLLATE "C",
  to_profession text COLLATE "C",
  to_function text COLLATE "C",
  to_region text COLLATE "C",
  event_ids uuid[] NOT NULL,
  PRIMARY KEY (person_id, date, sequence)
);
COMMENT ON TABLE move IS 'What moved a career on a date. The date of an exit is the first day out of post.';

-- Episodes and findings of a person are replaced together when one of them changes, so an index by person is all they need.
CREATE TABLE episode (
  person_id bigint NOT NULL,
  start_date date,
  end_date date,
  kind text COLLATE "C" NOT NULL,
  episode_id text COLLATE "C" NOT NULL,
  outcome text COLLATE "C",
  particulars jsonb NOT NULL,
  event_ids uuid[] NOT NULL
);
CREATE INDEX episode_of_person ON episode (person_id);
COMMENT ON TABLE episode IS 'What runs beside the spells: temporary promotions, loans, absences, expressions of interest, learning, apprenticeships, schemes, mentoring.';

CREATE TABLE finding (
  person_id bigint NOT NULL,
  date date NOT NULL,
  code text COLLATE "C" NOT NULL,
  severity text COLLATE "C" NOT NULL,
  department text COLLATE "C",
  event_ids uuid[] NOT NULL
);
CREATE INDEX finding_of_person ON finding (person_id);
COMMENT ON TABLE finding IS 'What somebody should mend; department names who can, null where nobody can be named.';

-- An organisation under one name, from a date: folded from the organisation events of its code.
CREATE TABLE organisation (
  code text COLLATE "C" NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  name text,
  department text COLLATE "C" NOT NULL,
  successors jsonb NOT NULL,
  event_ids uuid[] NOT NULL,
  PRIMARY KEY (code, valid_from)
);
COMMENT ON TABLE organisation IS 'Half-open spans [valid_from, valid_to) of an organisation''s name. name null: only its end or its successors are known.';
COMMENT ON COLUMN organisation.successors IS 'Of the code as a whole: [{"code", "how", "from", "until"}], how: renamed, merged, split, functionsTransferred.';

CREATE TABLE role_relocation (
  role text COLLATE "C" NOT NULL,
  date date NOT NULL,
  department text COLLATE "C" NOT NULL,
  from_region text COLLATE "C" NOT NULL,
  to_region text COLLATE "C" NOT NULL,
  grading_scheme text COLLATE "C",
  grade text COLLATE "C",
  profession text COLLATE "C",
  event_ids uuid[] NOT NULL
);
CREATE INDEX role_relocation_of_role ON role_relocation (role);
COMMENT ON TABLE role_relocation IS 'A role that went from one region to another, whoever fills it: Places for Growth counts these.';
