package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.gateway.status.Status;
import dev.millrace.ingestion.gateway.status.StatusStreams;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.Role;
import dev.millrace.schemas.Cause;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Shows how the factory stands: {@code GET /v1/status}, and as it changes {@code GET
 * /v1/status/events}.
 *
 * <p><i>Shape</i>: jobs of this process, topics of the catalogue, groups of the factory; of all
 * tenants together. The events are server-sent, each the whole picture.
 *
 * <p><i>Failure</i>: while the brokers do not answer, the last picture with what is wrong; 429
 * where too many look on, of the tenant or of all.
 */
final class StatusEndpoint {

  private static final String RETRY_SECONDS = "10";

  /** What proxies must neither keep nor gather. */
  private static final Map<String, String> STREAM =
      Map.of(
          "Content-Type",
          "text/event-stream",
          "Cache-Control",
          "no-store",
          "X-Accel-Buffering",
          "no");

  private final Supplier<Status> status;
  private final StatusStreams streams;
  private final GatewayParts parts;

  StatusEndpoint(Supplier<Status> status, StatusStreams streams, GatewayParts parts) {
    this.status = status;
    this.streams = streams;
    this.parts = parts;
  }

  CompletionStage<HttpReply> answer() {
    byte[] body = status.get().json().toString().getBytes(UTF_8);
    return HttpReply.of(200, EventBodies.JSON, body).with("Cache-Control", "no-store").done();
  }

  CompletionStage<HttpReply> events(Caller caller, HttpCall call) {
    Optional<String> authorization = call.header("Authorization");
    StatusStreams.Opening opening =
        streams.open(caller.tenant(), status.get(), () -> isStillAllowed(caller, authorization));
    if (opening instanceof StatusStreams.Opening.Full full) {
      return Problems.of(Cause.RATE_LIMITED, full.detail())
          .reply()
          .with("Retry-After", RETRY_SECONDS)
          .done();
    }
    if (opening instanceof StatusStreams.Opening.Opened opened) {
      return new HttpReply.Streamed(200, STREAM, opened.body()).done();
    }
    throw new AssertionError(opening);
  }

  /** A key may be revoked or expire, or lose its role, while its stream is open. */
  private boolean isStillAllowed(Caller caller, Optional<String> authorization) {
    return parts
        .callers()
        .caller(authorization)
        .filter(now -> now.tenant().equals(caller.tenant()) && now.roles().contains(Role.OPERATE))
        .isPresent();
  }
}
