package dev.millrace.console.letters;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.RawEvent;
import java.util.Optional;

/** Makes events of records of producers' own topics once more, with the spec of now. */
@FunctionalInterface
public interface OwnTopicRecords {

  /**
   * Converts the record that a letter tells of.
   *
   * @param letter opened, where it was sealed
   * @return nothing where no event can be made of it
   */
  Optional<Converted> convert(DeadLetter letter);

  /**
   * An event, with the origin of its record as {@link RawEvent#getSource()}.
   *
   * @param key its ordering key
   */
  record Converted(byte[] key, RawEvent event) {}
}
