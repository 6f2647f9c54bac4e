// A ministers database of a few invented rows, for tests to spoil.
import type { IfgTexts } from '../src/index.ts';

export const smallDatabase: IfgTexts = {
  'person.csv': [
    'id,id_parliament,id_ifg_website,name,display_name,normalized_name,short_name,gender,start_date,end_date',
    'p1,,,Alpha Beta,,,Beta,F,,2001-01-01',
    'p1,,,Lady Beta of Gamma,,,Beta,F,2001-01-01,',
    'p2,,,Delta Epsilon,,,Epsilon,M,,',
  ].join('\n'),
  'appointment.csv': [
    'id,person_id,post_id,start_date,end_date',
    'a1,p1,t1,2000-01-01,2000-06-01',
    'a2,p1,t2,2000-06-01,',
    'a3,p2,t2,2001-01-01,2002-01-01',
    'a4,p2,t2,2003-01-01,2002-01-01',
  ].join('\n'),
  'appointment_characteristics.csv': [
    'id,appointment_id,cabinet_status,is_acting,is_on_leave,leave_reason,start_date,end_date',
    'c1,a1,Full cabinet,False,False,,2000-01-01,2000-06-01',
    'c2,a2,Full cabinet,True,False,,2000-07-01,2000-08-01',
    'c3,a3,Full cabinet,False,True,Maternity leave,2001-02-01,2001-03-01',
    'c4,a4,Full cabinet,True,False,,2003-01-01,2003-02-01',
    'c5,a3,Full cabinet,True,False,,2001-06-01,2001-06-01',
  ].join('\n'),
  'post.csv': [
    'id,id_ifg_website,organisation_id,name,display_name,rank_equivalence,rank_equivalence_value',
    't1,,o1,Minister,,MoS,4',
    't2,,o2,Secretary,,SoS,3',
  ].join('\n'),
  'organisation.csv': [
    'id,name,short_name,start_date,end_date',
    "o1,Attorney General's Office,,,2000-06-01",
    'o2,Department for Thread,,2000-06-01,',
    'o3,Department for Thread,,2010-01-01,',
  ].join('\n'),
  'organisation_link.csv': [
    'id,predecessor_organisation_id,successor_organisation_id,type,link_start_date,link_end_date',
    'k1,o1,o2,Demerger,2000-06-01,2000-06-01',
    'k2,o1,o3,Demerger,2000-06-01,2000-06-01',
    'k3,o2,o3,Transfer of functions: equalities,2010-01-01,2010-01-03',
  ].join('\n'),
  'event.csv': 'id,name,type,date\ne1,An election,General election,2000-01-01',
};
