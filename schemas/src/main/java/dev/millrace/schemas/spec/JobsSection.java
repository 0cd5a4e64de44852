package dev.millrace.schemas.spec;

import dev.millrace.record.JobLimits;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code lanes.bulk.jobs}: how requests are collected into batch inference jobs. */
final class JobsSection {

  /** What Bedrock takes in one job, where nobody has asked for more or less. */
  private static final int MOST_RECORDS = 50_000;

  private static final Field<Integer> MIN_RECORDS =
      Field.byDefault(
          "minRecords",
          Quantities.integer(1, MOST_RECORDS),
          "100",
          "Fewest records of a job; fewer are asked for one by one when `maxWait` is over. Bedrock"
              + " takes no fewer than 100, unless your quota says otherwise.");
  private static final Field<Integer> MAX_RECORDS =
      Field.byDefault(
          "maxRecords",
          Quantities.integer(1, MOST_RECORDS),
          "5000",
          "Most records of a job. It goes as soon as it has as many.");
  private static final Field<Long> MAX_WAIT =
      Field.byDefault(
          "maxWait",
          Quantities.millis(Duration.ofSeconds(1), Duration.ofHours(24)),
          "15m",
          "Longest wait of a record for others.");

  static final List<Field<?>> FIELDS = List.of(MIN_RECORDS, MAX_RECORDS, MAX_WAIT);

  private JobsSection() {}

  static @Nullable JobLimits read(@Nullable Section section) {
    if (section == null) {
      return null;
    }
    Integer minRecords = section.read(MIN_RECORDS);
    Integer maxRecords = section.read(MAX_RECORDS);
    Long maxWaitMillis = section.read(MAX_WAIT);
    if (minRecords == null || maxRecords == null || maxWaitMillis == null) {
      return null;
    }
    if (minRecords > maxRecords) {
      section.wrong(MIN_RECORDS, "is more than maxRecords, " + maxRecords);
      return null;
    }
    return new JobLimits(minRecords, maxRecords, maxWaitMillis);
  }
}
