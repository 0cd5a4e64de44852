package dev.millrace.schemas.spec;

import dev.millrace.record.AnswerCache;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code cache}: how answers are given again. */
final class CacheSection {

  private static final Field<Long> TTL =
      Field.required(
          "ttl",
          Quantities.millis(Duration.ofSeconds(1), Duration.ofDays(7)),
          "How long an answer is given again to the same call of the same tenant, without a call.");

  static final List<Field<?>> FIELDS = List.of(TTL);

  private CacheSection() {}

  static @Nullable AnswerCache read(@Nullable Section section) {
    Long ttl = section == null ? null : section.read(TTL);
    return ttl == null ? null : new AnswerCache(ttl);
  }
}
