"""The files of a record: kept outside the database, judged by their content, never opened or unpacked."""
