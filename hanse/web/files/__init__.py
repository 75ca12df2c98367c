"""The files of companies and contacts."""
