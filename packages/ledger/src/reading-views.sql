-- What analysts read: careers without staff numbers. The views are made anew at each switch of a rebuild.
CREATE SCHEMA IF NOT EXISTS reading;
DROP VIEW IF EXISTS reading.career, reading.spell, reading.move, reading.episode, reading.finding, reading.organisation,
  reading.role_relocation, reading.position, reading.ledger_state;
CREATE VIEW reading.career AS SELECT person_id, seb, seb_answered, sex, ethnicity, disability, sexual_orientation,
  birth_year, first_start, last_end, event_count FROM ledger.career;
CREATE VIEW reading.spell AS SELECT person_id, start_date, end_date, ended_by, department, organisation, grading_scheme,
  grade, acting_grade, profession, function, region, role, full_time_equivalent, contract, accelerated,
  openly_advertised, concurrent_posts, status, host_department, unpaid_absence, event_ids FROM ledger.spell;
CREATE VIEW reading.move AS SELECT person_id, date, sequence, kind, between_departments, by_machinery_of_government,
  london, leaving_cause, entry_route, from_department, from_organisation, from_grading_scheme, from_grade,
  from_acting_grade, from_profession, from_function, from_region, to_department, to_organisation, to_grading_scheme,
  to_grade, to_acting_grade, to_profession, to_function, to_region, event_ids FROM ledger.move;
CREATE VIEW reading.episode AS SELECT person_id, kind, episode_id, start_date, end_date, outcome, particulars, event_ids
  FROM ledger.episode;
CREATE VIEW reading.finding AS SELECT person_id, code, severity, date, department, event_ids FROM ledger.finding;
CREATE VIEW reading.organisation AS SELECT code, name, department, valid_from, valid_to, successors, event_ids
  FROM ledger.organisation;
CREATE VIEW reading.role_relocation AS SELECT role, date, department, from_region, to_region, grading_scheme, grade,
  profession, event_ids FROM ledger.role_relocation;
CREATE VIEW reading.position AS SELECT topic, partition, next_offset, last_recorded_at FROM ledger.position;
-- Changes whenever careers may differ although no more of the log was read: after a rebuild was switched in, which brings other
-- tables, and after a parked record was applied. Who keeps something made from these views asks it before using that again.
CREATE VIEW reading.ledger_state AS SELECT 'ledger.career'::regclass::oid || '-' ||
  (SELECT count(*) FROM ledger.parked WHERE resolution = 'applied') AS state;
