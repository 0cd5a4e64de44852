package dev.millrace.publisher;

/**
 * How the job stands.
 *
 * @param batches number of the last batch that was sent
 * @param waiting windows that are not told yet
 * @param failures attempts in vain since the last good one
 * @param why the last of them failed; empty where none did
 */
record Standing(long batches, int waiting, int failures, String why) {

  static final Standing FIRST = new Standing(0, 0, 0, "");
}
