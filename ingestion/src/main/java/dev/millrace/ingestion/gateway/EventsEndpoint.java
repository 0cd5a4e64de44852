package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.platform.settings.Durations;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events in: {@code POST /v1/pipelines/{pipeline}/events}.
 *
 * <p><i>Shape</i>: 202 tells, for each event that was published, its id and the request it makes,
 * and for each that was not, its place in the body and the problem. 4xx where not one was.
 *
 * <p><i>Failure</i>: 503 where Kafka did not take all: sent again with the same ids, none is
 * doubled.
 */
final class EventsEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(EventsEndpoint.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final String RETRY_SECONDS = "5";

  private final GatewayParts parts;
  private final AwaitedPredictions predictions;

  EventsEndpoint(GatewayParts parts, AwaitedPredictions predictions) {
    this.parts = parts;
    this.predictions = predictions;
  }

  CompletionStage<HttpReply> answer(String tenant, HttpCall call) {
    String pipeline = call.parameter("pipeline");
    Optional<PipelineSpec> spec = parts.specs().apply(pipeline);
    if (spec.isEmpty()) {
      return new Problem(
              404, "UNKNOWN_PIPELINE", "no pipeline of this name is applied: apply its spec first")
          .reply()
          .done();
    }
    Optional<String> wait = call.queryValue("wait");
    Optional<Duration> patience =
        wait.flatMap(Durations::parse).filter(time -> time.compareTo(LONGEST_WAIT) <= 0);
    if (wait.isPresent() && patience.isEmpty()) {
      return new Problem(400, "INVALID_FIELD", "wait is a duration such as 10s, at most 60s")
          .reply()
          .done();
    }
    return publish(tenant, spec.get(), EventBodies.read(call), patience);
  }

  private CompletionStage<HttpReply> publish(
      String tenant, PipelineSpec spec, List<ReadEvent> read, Optional<Duration> patience) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    ArrayNode accepted = reply.putArray("accepted");
    ArrayNode rejected = reply.putArray("rejected");
    List<RawEvent> events = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    @Nullable Problem first = null;
    for (int i = 0; i < read.size(); i++) {
      ReadEvent checked = bounded(read.get(i), spec);
      if (checked instanceof ReadEvent.Bad bad) {
        first = first == null ? bad.problem() : first;
        rejected
            .addObject()
            .put("index", i)
            .put("status", bad.problem().status())
            .put("code", bad.problem().code())
            .put("detail", bad.problem().detail());
      } else {
        IncomingEvent incoming = ((ReadEvent.Good) checked).event();
        RawEvent event = event(tenant, spec.getPipeline(), incoming);
        events.add(event);
        keys.add(incoming.key().orElse(event.getId()));
        accepted.addObject().put("eventId", event.getId()).put("requestId", requestId(event));
      }
    }
    if (first != null && events.isEmpty()) {
      return refusal(first, read.size(), rejected).done();
    }
    if (patience.isPresent() && events.size() == 1) {
      CompletionStage<Optional<dev.millrace.record.Prediction>> awaited =
          predictions.await(requestId(events.get(0)), patience.get());
      return publishAll(events, keys)
          .thenCompose(done -> awaited)
          .thenApply(
              prediction ->
                  prediction
                      .map(RecordJson::of)
                      .map(json -> reply(200, json))
                      .orElseGet(() -> reply(202, reply)))
          .exceptionally(EventsEndpoint::unavailable);
    }
    return publishAll(events, keys)
        .thenApply(done -> reply(202, reply))
        .exceptionally(EventsEndpoint::unavailable);
  }

  private static HttpReply refusal(Problem first, int count, ArrayNode rejected) {
    return count == 1
        ? first.reply()
        : new Problem(
                first.status(),
                first.code(),
                "none of the " + count + " events was let in; rejected tells why",
                Map.of("rejected", rejected))
            .reply();
  }

  private CompletionStage<Void> publishAll(List<RawEvent> events, List<String> keys) {
    List<CompletableFuture<Void>> published = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      published.add(
          parts
              .publisher()
              .publish(Topics.RAW_EVENTS, keys.get(i), events.get(i))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(published.toArray(CompletableFuture[]::new));
  }

  private RawEvent event(String tenant, String pipeline, IncomingEvent incoming) {
    return RawEvent.newBuilder()
        .setId(incoming.id().orElseGet(parts.ids()))
        .setTenant(tenant)
        .setPipeline(pipeline)
        .setOccurredAt(incoming.occurredAt().orElse(null))
        .setReceivedAt(parts.clock().instant())
        .setContentType(incoming.contentType())
        .setPayload(ByteBuffer.wrap(incoming.payload()))
        .build();
  }

  private static ReadEvent bounded(ReadEvent read, PipelineSpec spec) {
    int limit = spec.getGovernance().getMaxBytes();
    if (read instanceof ReadEvent.Good good && good.event().payload().length > limit) {
      return new ReadEvent.Bad(
          new Problem(
              413,
              "TOO_LARGE",
              "the event has "
                  + good.event().payload().length
                  + " bytes, the pipeline's governance.maxBytes lets in "
                  + limit));
    }
    return read;
  }

  private static String requestId(RawEvent event) {
    return RequestId.of(event.getTenant(), event.getPipeline(), event.getId());
  }

  private static HttpReply reply(int status, ObjectNode body) {
    return HttpReply.of(status, "application/json", body.toString().getBytes(UTF_8));
  }

  static HttpReply unavailable(Throwable e) {
    LOG.warn("the gateway cannot publish and answers 503", e);
    return new Problem(
            503,
            "UNAVAILABLE",
            "the event could not be written down; send it again with the same id")
        .reply()
        .with("Retry-After", RETRY_SECONDS);
  }
}
