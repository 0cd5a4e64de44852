package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.ingestion.gateway.predictions.Positions;
import dev.millrace.ingestion.gateway.predictions.PredictionStreams;
import dev.millrace.ingestion.gateway.predictions.PredictionStreams.Opening;
import dev.millrace.ingestion.gateway.predictions.StreamQuery;
import dev.millrace.ingestion.gateway.predictions.StreamQuery.Extent;
import dev.millrace.ingestion.gateway.predictions.StreamStart;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.Outcome;
import dev.millrace.record.Role;
import dev.millrace.schemas.Cause;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Streams predictions as they come: {@code GET /v1/pipelines/{pipeline}/predictions}.
 *
 * <p><i>Shape</i>: server-sent events, from now on, from {@code ?from=recent} or {@code
 * ?from=beginning}, or exactly behind the event that {@code Last-Event-ID} or {@code ?after} names;
 * {@code ?outcome} lets some through, {@code ?chunks=true} adds the pieces of answers that are on
 * their way. It ends when its key no longer opens it.
 *
 * <p><i>Failure</i>: 429 where too many streams are open, 503 where Kafka cannot be asked.
 */
final class StreamEndpoint {

  private static final String RETRY_SECONDS = "10";

  /** What proxies must neither keep nor gather. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Type",
          "text/event-stream",
          "Cache-Control",
          "no-store",
          "X-Accel-Buffering",
          "no");

  private final GatewayParts parts;
  private final PredictionStreams streams;

  StreamEndpoint(GatewayParts parts, PredictionStreams streams) {
    this.parts = parts;
    this.streams = streams;
  }

  CompletionStage<HttpReply> answer(String tenant, HttpCall call) {
    String pipeline = call.parameter("pipeline");
    Part<StreamQuery> query = query(tenant, pipeline, call);
    if (query instanceof Part.Bad<StreamQuery> bad) {
      return bad.problem().reply().done();
    }
    StreamQuery wanted = ((Part.Good<StreamQuery>) query).value();
    return parts
        .pipelines()
        .find(pipeline)
        .thenCompose(
            spec -> spec.isEmpty() ? Problems.unknownPipeline().reply().done() : open(wanted))
        .exceptionally(parts.outage()::unread);
  }

  private CompletionStage<HttpReply> open(StreamQuery query) {
    Opening opening = streams.open(query);
    if (opening instanceof Opening.Opened opened) {
      return opened.body().thenApply(body -> new HttpReply.Streamed(200, HEADERS, body));
    }
    if (opening instanceof Opening.Full full) {
      return Problems.of(Cause.RATE_LIMITED, full.detail())
          .reply()
          .with("Retry-After", RETRY_SECONDS)
          .done();
    }
    throw new AssertionError(opening);
  }

  /** A key may be revoked or expire, or lose its role, while its stream is open. */
  private boolean isStillAllowed(String tenant, Optional<String> authorization) {
    return parts
        .callers()
        .caller(authorization)
        .filter(caller -> caller.tenant().equals(tenant) && caller.roles().contains(Role.CONSUME))
        .isPresent();
  }

  private Part<StreamQuery> query(String tenant, String pipeline, HttpCall call) {
    Optional<Set<Outcome>> outcomes =
        call.queryValue("outcome")
            .map(StreamEndpoint::outcomes)
            .orElseGet(() -> Optional.of(EnumSet.allOf(Outcome.class)));
    if (outcomes.isEmpty()) {
      return invalid(
          "outcome is not one of "
              + Arrays.stream(Outcome.values()).map(Enum::name).collect(Collectors.joining(", "))
              + ", or several of them with commas");
    }
    Part<StreamStart> start = start(call);
    if (start instanceof Part.Bad<StreamStart> bad) {
      return new Part.Bad<>(bad.problem());
    }
    Optional<Extent> extent = extent(call.queryValue("chunks").orElse("false"));
    if (extent.isEmpty()) {
      return invalid("chunks is neither true nor false");
    }
    Optional<String> authorization = call.header("Authorization");
    return new Part.Good<>(
        new StreamQuery(
            tenant,
            pipeline,
            outcomes.get(),
            ((Part.Good<StreamStart>) start).value(),
            () -> isStillAllowed(tenant, authorization),
            extent.get()));
  }

  private static Optional<Extent> extent(String chunks) {
    return switch (chunks) {
      case "true" -> Optional.of(Extent.CHUNKS_AND_ENDS);
      case "false" -> Optional.of(Extent.ENDS);
      default -> Optional.empty();
    };
  }

  /** The header comes from a client that resumes by itself, so it is later than what was asked. */
  private static Part<StreamStart> start(HttpCall call) {
    Optional<String> last =
        call.header("Last-Event-ID").filter(id -> !id.isEmpty()).or(() -> call.queryValue("after"));
    if (last.isPresent()) {
      Optional<Positions> positions = Positions.parse(last.get());
      return positions.isPresent()
          ? new Part.Good<>(new StreamStart.After(positions.get()))
          : invalid(
              "Last-Event-ID (or after) is no id of an event of this stream, such as 0.12-1.7: give"
                  + " it as it came, or leave it away");
    }
    return switch (call.queryValue("from").orElse("now")) {
      case "now" -> new Part.Good<>(new StreamStart.Now());
      case "recent" -> new Part.Good<>(new StreamStart.Recent());
      case "beginning" -> new Part.Good<>(new StreamStart.Beginning());
      default -> invalid("from is none of now, recent and beginning");
    };
  }

  private static Optional<Set<Outcome>> outcomes(String text) {
    Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
    for (String name : text.split(",", -1)) {
      try {
        outcomes.add(Outcome.valueOf(name));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.of(outcomes);
  }

  private static <T> Part<T> invalid(String detail) {
    return new Part.Bad<>(Problems.of(Cause.INVALID_FIELD, detail));
  }
}
