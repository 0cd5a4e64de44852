package dev.millrace.ingestion.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.millrace.ingestion.client.ProducerException.Reason;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what the gateway answers.
 *
 * <p><i>Shape</i>: a receipt tells of each part. 429, 408 and every 5xx are asked again: sending
 * twice adds nothing. 400, 413 and 422 without a receipt are about a part, so that the batch is
 * halved until it is known which. Whatever else is about the key, the pipeline or the address.
 *
 * <p><i>Source</i>: docs/http.md; RFC 9110 for Retry-After; RFC 9457 for problems.
 */
final class AnswerReader {

  /** Longer than any patience, and short enough to be counted in nanoseconds. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(365);

  private static final Set<Integer> LATER = Set.of(408, 429);
  private static final Set<Integer> ABOUT_A_PART = Set.of(400, 413, 422);
  private static final Set<Integer> ABOUT_THE_KEY = Set.of(401, 403);

  private final InstantSource clock;
  private final JsonMapper json = new JsonMapper();

  AnswerReader(InstantSource clock) {
    this.clock = clock;
  }

  /** What an answer to so many parts means. */
  Outcome read(Answer answer, int parts) {
    JsonNode body = parsed(answer.body());
    int status = answer.status();
    if (answer.isGood() || body.path("rejected").isArray()) {
      return receipt(body, parts)
          .orElseGet(
              () ->
                  new Outcome.Again(
                      Optional.empty(),
                      "answered " + status + " without a receipt of what was sent",
                      Optional.empty()));
    }
    String why = "answered " + status + ": " + sentence(body);
    if (status / 100 == 5 || LATER.contains(status)) {
      return new Outcome.Again(answer.retryAfter().flatMap(this::wait), why, Optional.empty());
    }
    if (ABOUT_A_PART.contains(status)) {
      return parts == 1
          ? new Outcome.Judged(List.of(rejected(body, status)))
          : new Outcome.TooMuch();
    }
    return new Outcome.Refused(
        ABOUT_THE_KEY.contains(status) ? Reason.KEY_REFUSED : Reason.REFUSED, why);
  }

  /** Nothing where it does not tell of each part exactly once. */
  private static Optional<Outcome> receipt(JsonNode body, int parts) {
    Map<Integer, Delivery> rejected = new HashMap<>();
    for (JsonNode part : body.path("rejected")) {
      rejected.put(part.path("index").asInt(-1), rejected(part, part.path("status").asInt()));
    }
    JsonNode accepted = body.path("accepted");
    if (accepted.size() + rejected.size() != parts
        || !rejected.keySet().stream().allMatch(index -> index >= 0 && index < parts)) {
      return Optional.empty();
    }
    List<Delivery> deliveries = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < parts; i++) {
      Delivery refusal = rejected.get(i);
      if (refusal == null) {
        JsonNode ids = accepted.path(next++);
        deliveries.add(
            new Delivery.Accepted(ids.path("eventId").asText(), ids.path("requestId").asText()));
      } else {
        deliveries.add(refusal);
      }
    }
    return Optional.of(new Outcome.Judged(deliveries));
  }

  private static Delivery rejected(JsonNode problem, int status) {
    return new Delivery.Rejected(problem.path("code").asText("HTTP_" + status), sentence(problem));
  }

  private static String sentence(JsonNode problem) {
    String detail = problem.path("detail").asText("");
    String title = problem.path("title").asText("");
    if (!detail.isEmpty()) {
      return detail;
    }
    return title.isEmpty() ? "it gives no reason" : title;
  }

  private JsonNode parsed(byte[] body) {
    try {
      return json.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** Seconds, or a date. */
  private Optional<Duration> wait(String retryAfter) {
    String text = retryAfter.strip();
    try {
      if (text.matches("\\d{1,9}")) {
        return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(text))));
      }
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(clock.instant(), then);
      return Optional.of(bounded(wait));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }
}
