package dev.millrace.local.client;

/** How the rows of a file are written. */
public enum RowFormat {
  /** RFC 4180 with a header; line breaks may stand in quotes. */
  CSV,
  /** One JSON value a line. */
  JSONL
}
