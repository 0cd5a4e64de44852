package dev.millrace.local.client;

import dev.millrace.record.DeadLetter;
import dev.millrace.schemas.Topics;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The dead letters of a factory by their id: where the record came from. */
public final class DeadLetters {

  private final RecordStream records;

  public DeadLetters(RecordStream records) {
    this.records = records;
  }

  /**
   * All, oldest first; one that was copied again after a crash is there once.
   *
   * @param pipeline only those of this one
   */
  public Map<String, DeadLetter> all(Optional<String> pipeline) {
    Map<String, DeadLetter> letters = new LinkedHashMap<>();
    records.read(
        Topics.DEAD_LETTERS,
        letter -> {
          if (pipeline.isEmpty() || pipeline.get().equals(letter.getPipeline())) {
            letters.putIfAbsent(id(letter), letter);
          }
        });
    Map<String, DeadLetter> sorted = new LinkedHashMap<>();
    letters.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.comparing(DeadLetter::getFailedAt)))
        .forEach(letter -> sorted.put(letter.getKey(), letter.getValue()));
    return sorted;
  }

  private static String id(DeadLetter letter) {
    return letter.getTopic() + "-" + letter.getPartition() + "@" + letter.getOffset();
  }
}
