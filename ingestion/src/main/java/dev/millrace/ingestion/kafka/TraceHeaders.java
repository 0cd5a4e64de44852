package dev.millrace.ingestion.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers that go on with what is made of a record: its trace context. All others stay behind:
 * they may hold what must not leave ingestion.
 *
 * <p><i>Source</i>: W3C Trace Context.
 */
public final class TraceHeaders {

  private static final String PARENT = "traceparent";

  private static final String STATE = "tracestate";

  private static final Pattern PARENT_FORM =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private static final int PARENT_LENGTH = 2 + 1 + 32 + 1 + 16 + 1 + 2;

  /** As much of a state has to be propagated at least (3.3.1.5); what is longer is dropped. */
  private static final int MAX_STATE_BYTES = 512;

  private TraceHeaders() {}

  /** Those of a record: of equal names the last, where it has the form of its kind. */
  public static List<Header> of(Headers headers) {
    List<Header> passedOn = new ArrayList<>();
    Header parent = headers.lastHeader(PARENT);
    if (parent != null && isParent(parent.value())) {
      passedOn.add(parent);
    }
    Header state = headers.lastHeader(STATE);
    if (state != null && state.value() != null && state.value().length <= MAX_STATE_BYTES) {
      passedOn.add(state);
    }
    return passedOn;
  }

  private static boolean isParent(byte @Nullable [] value) {
    return value != null
        && value.length == PARENT_LENGTH
        && PARENT_FORM.matcher(new String(value, ISO_8859_1)).matches();
  }
}
