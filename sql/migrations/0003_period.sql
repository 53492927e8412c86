-- period -- a quarter, or the year's final values; in the order of the year.
create type thidua.period as enum ('Q1', 'Q2', 'Q3', 'Q4', 'FINAL');
