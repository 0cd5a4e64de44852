package dev.millrace.platform.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/**
 * What spans say, in the words of the OpenTelemetry conventions where these have one. None of it is
 * content: no event id, no key, no prompt and no answer, which may be personal data.
 *
 * <p><i>Source</i>: semantic conventions 1.45, messaging and HTTP.
 */
public final class SpanNames {

  public static final AttributeKey<String> TENANT = AttributeKey.stringKey("millrace.tenant");
  public static final AttributeKey<String> PIPELINE = AttributeKey.stringKey("millrace.pipeline");

  /** Derived from the event's id by a hash: says nothing of it. */
  public static final AttributeKey<String> REQUEST = AttributeKey.stringKey("millrace.request.id");

  /** What became of it. */
  public static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("millrace.outcome");

  /** Why it did not become what it should: a name of the catalogue of causes. */
  public static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private static final AttributeKey<String> SYSTEM =
      AttributeKey.stringKey("messaging.system.name");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("messaging.operation.name");
  private static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  private static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> PARTITION =
      AttributeKey.stringKey("messaging.destination.partition.id");
  private static final AttributeKey<String> GROUP =
      AttributeKey.stringKey("messaging.consumer.group.name");
  private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("kafka.offset");

  private SpanNames() {}

  /** A record is sent. */
  public static void sent(Span span, String topic) {
    messaging(span, "send", topic);
  }

  /** A record is worked on. */
  public static void processed(Span span, String topic, int partition, long offset, String group) {
    messaging(span, "process", topic);
    span.setAttribute(PARTITION, String.valueOf(partition));
    span.setAttribute(OFFSET, offset);
    span.setAttribute(GROUP, group);
  }

  /** It did not become what it should. */
  public static void failed(Span span, String cause) {
    span.setAttribute(ERROR, cause);
    span.setStatus(StatusCode.ERROR);
  }

  private static void messaging(Span span, String operation, String topic) {
    span.setAttribute(SYSTEM, "kafka");
    span.setAttribute(OPERATION, operation);
    span.setAttribute(OPERATION_TYPE, operation);
    span.setAttribute(DESTINATION, topic);
  }
}
