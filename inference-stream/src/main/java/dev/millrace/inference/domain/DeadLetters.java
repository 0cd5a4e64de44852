package dev.millrace.inference.domain;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.RecordHeader;
import dev.millrace.record.Stage;
import dev.millrace.schemas.Cause;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets requests aside that could not go on, with their original bytes. */
public final class DeadLetters {

  private DeadLetters() {}

  /** A record that is no request. */
  public static DeadLetter unreadable(Received received, String detail, Instant now) {
    return letter(received, now).setCause(Cause.UNREADABLE.name()).setDetail(detail).build();
  }

  /** A request that failed. */
  public static DeadLetter failed(
      Received received, InferenceRequest request, Failure failure, Instant now) {
    return letter(received, now)
        .setCause(failure.cause())
        .setDetail(failure.detail())
        .setTenant(request.getTenant())
        .setPipeline(request.getPipeline())
        .setEventId(request.getEventId())
        .setRequestId(request.getRequestId())
        .setSpecRevision(request.getSpecRevision())
        .build();
  }

  /**
   * Why a request failed, as its prediction says.
   *
   * @param cause name of the cause
   */
  public record Failure(String cause, String detail) {}

  private static DeadLetter.Builder letter(Received received, Instant now) {
    return DeadLetter.newBuilder()
        .setStage(Stage.INFERENCE)
        .setTopic(received.topic())
        .setPartition(received.partition())
        .setOffset(received.offset())
        .setKey(wrapped(received.key()))
        .setValue(wrapped(received.value()))
        .setHeaders(headers(received))
        .setFailedAt(now);
  }

  private static List<RecordHeader> headers(Received received) {
    List<RecordHeader> headers = new ArrayList<>();
    for (int i = 0; i < received.headerNames().length; i++) {
      headers.add(new RecordHeader(received.headerNames()[i], wrapped(received.headerValues()[i])));
    }
    return headers;
  }

  private static @Nullable ByteBuffer wrapped(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
