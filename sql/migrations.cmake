# The migrations in order; a new one is a line here and a file in migrations/. Those that were released are never edited: the
# daemon refuses a database whose checksums differ.
set(THIDUA_MIGRATIONS
  0001_database
  0002_epoch
  0003_period
  0004_refuse_change
  0005_journal
  0006_season
  0007_office_key
  0008_report
  0009_standing_state
  0010_numbers
  0011_standing_rows
  0012_standing
  0013_standing_locked
  0014_score
  0015_task_total
  0016_report_line
  0017_completeness
  0018_season_period
  0019_record
  0020_journal_year
  0021_postmark
  0022_head
  0023_move_heads
  0024_audience
  0025_unbuilt)
