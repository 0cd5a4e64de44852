package dev.millrace.schemas.spec;

import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code batching}: how requests share calls. */
final class BatchingSection {

  private static final int PACKED_RECORDS = 16;
  private static final long PACKED_WAIT_MILLIS = 20;

  private static final Field<BatchingMode> MODE =
      Field.required(
          "mode",
          Kinds.oneOf(BatchingMode.class),
          "`single`: a call for each record. `packed`: several records of a tenant share one call"
              + " (embeddings: with models that take several texts).");
  private static final Field<Integer> MAX_RECORDS =
      Field.optional(
          "maxRecords",
          Quantities.integer(2, 100),
          "Most records in one call. For `packed` only; absent: " + PACKED_RECORDS + ".");
  private static final Field<Long> MAX_WAIT =
      Field.optional(
          "maxWait",
          Quantities.millis(Duration.ofMillis(1), Duration.ofMinutes(1)),
          "Longest wait of a record for a fuller call. For `packed` only; absent: "
              + PACKED_WAIT_MILLIS
              + "ms.");

  static final List<Field<?>> FIELDS = List.of(MODE, MAX_RECORDS, MAX_WAIT);

  private BatchingSection() {}

  static @Nullable Batching read(@Nullable Section section) {
    if (section == null) {
      return new Batching(1, 0L, BatchingMode.SINGLE);
    }
    BatchingMode mode = section.read(MODE);
    Integer maxRecords = section.read(MAX_RECORDS);
    Long maxWaitMillis = section.read(MAX_WAIT);
    if (mode == BatchingMode.SINGLE) {
      checkSingle(section);
      return new Batching(1, 0L, BatchingMode.SINGLE);
    }
    return section.isSound()
        ? new Batching(
            maxRecords == null ? PACKED_RECORDS : maxRecords,
            maxWaitMillis == null ? PACKED_WAIT_MILLIS : maxWaitMillis,
            mode)
        : null;
  }

  private static void checkSingle(Section section) {
    for (Field<?> field : List.of(MAX_RECORDS, MAX_WAIT)) {
      if (section.has(field)) {
        section.wrong(field, "in the mode single no call is shared: remove it, or choose packed");
      }
    }
  }
}
