package dev.millrace.inference.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Where a request lies in its topic: a header of its prediction, so that the journal tells which
 * requests may come again.
 */
public record RequestPosition(int partition, long offset) {

  private static final String NAME = "millrace-request";
  private static final Pattern SHAPE = Pattern.compile("\\d{1,9}:\\d{1,18}");

  /** Reads it from a prediction's headers; empty where somebody else wrote the prediction. */
  public static Optional<RequestPosition> of(Headers headers) {
    return Optional.ofNullable(headers.lastHeader(NAME))
        .map(Header::value)
        .map(value -> new String(value, US_ASCII))
        .filter(value -> SHAPE.matcher(value).matches())
        .map(
            value -> {
              int colon = value.indexOf(':');
              return new RequestPosition(
                  Integer.parseInt(value.substring(0, colon)),
                  Long.parseLong(value.substring(colon + 1)));
            });
  }

  /** The header. */
  public Header header() {
    return new RecordHeader(NAME, (partition + ":" + offset).getBytes(US_ASCII));
  }
}
