"""What members say, and how it is kept: records, tables, the run store, intake and document formats."""
