package dev.millrace.console.letters.domain;

import java.util.Map;

/**
 * What a replay did, or would do.
 *
 * @param matched letters that were meant
 * @param replayable those of them that could be replayed
 * @param replayed those that were; 0 of a dry run
 * @param skipped the others, by the reason
 */
public record ReplayResult(
    long matched, long replayable, long replayed, Map<SkipReason, Long> skipped) {

  public ReplayResult {
    skipped = Map.copyOf(skipped);
    long left = skipped.values().stream().mapToLong(Long::longValue).sum();
    if (replayable + left != matched) {
      throw new IllegalArgumentException(
          matched + " letters matched, but " + replayable + " and " + left + " were judged");
    }
  }
}
