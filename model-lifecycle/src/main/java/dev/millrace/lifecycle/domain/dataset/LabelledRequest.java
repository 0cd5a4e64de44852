package dev.millrace.lifecycle.domain.dataset;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request whose true label is known.
 *
 * @param id of the request
 * @param tenant whose request it was
 * @param system instructions with the labels, as models are given them
 * @param user the text
 * @param maxTokens upper bound of the answer
 * @param truth the label
 * @param segment part of the traffic that is watched on its own; absent where there is none
 * @param occurredAt event time
 * @param features values that are watched, by JSON Pointer
 */
public record LabelledRequest(
    String id,
    String tenant,
    String system,
    String user,
    int maxTokens,
    Truth truth,
    Optional<String> segment,
    Instant occurredAt,
    Map<String, @Nullable Object> features) {

  /** Of its objects without their texts. */
  private static final int OBJECT_BYTES = 400;

  private static final int FEATURE_BYTES = 100;

  /** About how much memory it takes; instructions are shared. */
  long bytes() {
    long bytes = OBJECT_BYTES + 2L * user.length();
    for (Object feature : features.values()) {
      bytes +=
          feature instanceof CharSequence text ? FEATURE_BYTES + 2L * text.length() : FEATURE_BYTES;
    }
    return bytes;
  }
}
