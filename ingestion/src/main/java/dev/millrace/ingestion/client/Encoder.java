package dev.millrace.ingestion.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Writes a payload as JSON in UTF-8.
 *
 * <p><i>Failure</i>: whatever it throws is thrown by {@code send}, and nothing is sent.
 *
 * <p><i>Threads</i>: is called by those who send, many at once.
 *
 * @param <T> type of the payloads
 */
@FunctionalInterface
public interface Encoder<T> {

  /** The payload as one JSON value. */
  byte[] encode(T payload);

  /** Records and beans, as Jackson writes them without any modules. */
  static <T> Encoder<T> json() {
    return json(new JsonMapper());
  }

  /**
   * Whatever a mapper of your own can write: one with modules for times, say.
   *
   * @throws IllegalArgumentException from {@code send}, for a payload that it cannot write
   */
  static <T> Encoder<T> json(ObjectMapper mapper) {
    return payload -> {
      try {
        return mapper.writeValueAsBytes(payload);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(
            "the payload of " + payload.getClass() + " cannot be written as JSON", e);
      }
    };
  }

  /** Texts that are JSON already. */
  static Encoder<String> text() {
    return payload -> payload.getBytes(UTF_8);
  }
}
