-- The examples of sql/README.md have been run before this; here only that they gave something to look at.
select plan(1);
select isnt_empty('select from thidua.standing', 'there was something to look at');
select * from finish();
