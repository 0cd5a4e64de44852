package dev.millrace.inference.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Where a request lies in its topic: a header of its prediction, so that the journal tells which
 * requests may come again.
 */
public record RequestPosition(int partition, long offset) implements Header {

  private static final String NAME = "millrace-request";
  private static final Pattern SHAPE = Pattern.compile("\\d{1,9}:\\d{1,18}");

  /** Reads it from a prediction's headers; empty where somebody else wrote the prediction. */
  public static Optional<RequestPosition> of(Headers headers) {
    Header header = headers.lastHeader(NAME);
    if (header instanceof RequestPosition ours) {
      return Optional.of(ours);
    }
    return Optional.ofNullable(header)
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

  @Override
  public String key() {
    return NAME;
  }

  @Override
  public byte[] value() {
    return (partition + ":" + offset).getBytes(US_ASCII);
  }
}
