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
  0025_unbuilt
  0026_reinstated
  0027_postmark_reinstated
  0028_compact
  0029_standing_review
  0030_review
  0031_proposal
  0032_amendment
  0033_amended
  0034_proposal_revoked
  0035_finalised
  0036_limitation
  0037_season_needs
  0038_published
  0039_shown
  0040_model_verdict
  0041_shown_ends
  0042_carried
  0043_shown_others
  0044_entry_by_key)

# A migration that a later PostgreSQL refuses is written anew under its number, so that what comes of it is the same; databases that
# have the older form stay right. BLAKE2b-256 of that form: b2sum -l 256.
set(THIDUA_MIGRATION_BEFORE_0033_amended 33701ddb80daba24560e6a1f3541e2b8cd8fd48ec492afd4806b9eb87a342a91)
