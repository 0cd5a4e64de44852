package dev.millrace.local.client;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A place in a topic. */
public sealed interface Place {

  /** A number of records behind the beginning, in each partition. */
  record Offset(long offset) implements Place {

    @Override
    public boolean isAfter(ConsumerRecord<?, ?> record) {
      return record.offset() < offset;
    }
  }

  /** What was written from an instant on. */
  record At(Instant instant) implements Place {

    @Override
    public boolean isAfter(ConsumerRecord<?, ?> record) {
      return record.timestamp() < instant.toEpochMilli();
    }
  }

  /** Whether a record lies before it. */
  boolean isAfter(ConsumerRecord<?, ?> record);

  /** Where to begin to read, by partition. */
  default Map<Integer, Long> start(Map<Integer, Long> begins) {
    return this instanceof Offset from
        ? begins.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, begin -> Math.max(begin.getValue(), from.offset())))
        : begins;
  }

  /** Reads an offset, or an instant such as 2026-11-26T12:00:00Z; absent where it is neither. */
  static Optional<Place> parse(String text) {
    if (text.matches("\\d{1,18}")) {
      return Optional.of(new Offset(Long.parseLong(text)));
    }
    try {
      return Optional.of(new At(Instant.parse(text)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
