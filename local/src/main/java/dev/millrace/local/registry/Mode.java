package dev.millrace.local.registry;

/** What callers may do. */
enum Mode {
  READWRITE,
  READONLY
}
