package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.domain.EventCheck;
import dev.millrace.ingestion.domain.Identity;
import dev.millrace.ingestion.gateway.RecordPublisher.Keyed;
import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.ingestion.gateway.predictions.Ending;
import dev.millrace.ingestion.gateway.predictions.Endings;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events in: {@code POST /v1/pipelines/{pipeline}/events}.
 *
 * <p><i>Shape</i>: 202 with a {@link Receipt} where any was written down; a problem where none was.
 * With {@code wait}, one event is answered by its end, if that comes in time: by 200 and the
 * prediction, or by 422 where it was set aside. An event that was answered before is answered at
 * once.
 *
 * <p><i>Failure</i>: 503 where Kafka did not take all: sent again with the same ids, none is
 * doubled.
 */
final class EventsEndpoint {

  private static final String ROUTE = "/v1/pipelines/{pipeline}/events";

  private static final Logger LOG = LoggerFactory.getLogger(EventsEndpoint.class);

  private final GatewayParts parts;
  private final Endings endings;

  EventsEndpoint(GatewayParts parts, Endings endings) {
    this.parts = parts;
    this.endings = endings;
  }

  CompletionStage<HttpReply> answer(String tenant, HttpCall call) {
    CallTrace trace = CallTrace.begin(parts.telemetry(), call, ROUTE);
    return answer(tenant, call, trace).whenComplete((reply, failure) -> trace.end(reply));
  }

  private CompletionStage<HttpReply> answer(String tenant, HttpCall call, CallTrace trace) {
    Part<Wish> read = Wish.read(call, trace);
    if (read instanceof Part.Bad<Wish> bad) {
      return bad.problem().reply().done();
    }
    Wish wish = ((Part.Good<Wish>) read).value();
    return parts
        .pipelines()
        .find(call.parameter("pipeline"))
        .thenCompose(
            spec ->
                spec.isEmpty()
                    ? Problems.unknownPipeline().reply().done()
                    : charged(tenant, spec.get(), call, wish))
        .exceptionally(parts.outage()::reply);
  }

  private CompletionStage<HttpReply> charged(
      String tenant, PipelineSpec spec, HttpCall call, Wish wish) {
    Optional<Problem> personal = Naming.ofPersonalData(call, spec);
    if (personal.isPresent()) {
      return personal.get().reply().done();
    }
    Submission<SubmittedEvent> submission = EventBodies.read(call);
    return parts
        .allowances()
        .settle(tenant, call, submission.size())
        .map(HttpReply::done)
        .orElseGet(() -> take(tenant, spec, submission, wish));
  }

  private CompletionStage<HttpReply> take(
      String tenant, PipelineSpec spec, Submission<SubmittedEvent> submission, Wish wish) {
    if (submission instanceof Submission.Single<SubmittedEvent> single) {
      return takeOne(checked(tenant, spec, wish, single.part()), wish);
    }
    if (submission instanceof Submission.Batch<SubmittedEvent> batch) {
      return wish.patience().isPresent()
          ? invalid("wait is for a single event: send without, or one by one").reply().done()
          : takeAll(
              new Submission.Batch<>(
                  batch.parts().stream().map(part -> checked(tenant, spec, wish, part)).toList(),
                  batch.lines()),
              wish.trace());
    }
    if (submission instanceof Submission.Unreadable<SubmittedEvent> unreadable) {
      return unreadable.problem().reply().done();
    }
    throw new AssertionError(submission);
  }

  private CompletionStage<HttpReply> takeOne(Part<Keyed<RawEvent>> part, Wish wish) {
    if (part instanceof Part.Bad<Keyed<RawEvent>> bad) {
      return bad.problem().reply().done();
    }
    Keyed<RawEvent> event = ((Part.Good<Keyed<RawEvent>>) part).value();
    Receipt receipt = new Receipt();
    receipt.accept(ids(event.value()));
    Optional<Duration> patience = wish.patience();
    if (patience.isEmpty()) {
      return publish(List.of(event), wish.trace()).thenApply(done -> receipt.taken());
    }
    String tenant = event.value().getTenant();
    String requestId = requestId(event.value());
    CompletionStage<Optional<Ending>> awaited = endings.await(tenant, requestId, patience.get());
    return publish(List.of(event), wish.trace())
        .thenCompose(
            done -> {
              recall(tenant, requestId);
              return awaited;
            })
        .thenApply(ending -> ending.map(EndingReplies::of).orElseGet(receipt::taken));
  }

  private CompletionStage<HttpReply> takeAll(
      Submission.Batch<Keyed<RawEvent>> batch, CallTrace trace) {
    List<Part<Keyed<RawEvent>>> all = batch.parts();
    Receipt receipt = new Receipt();
    List<Keyed<RawEvent>> good = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof Part.Bad<Keyed<RawEvent>> bad) {
        receipt.reject(i, batch.placed(i, bad.problem()));
      } else {
        Keyed<RawEvent> event = ((Part.Good<Keyed<RawEvent>>) all.get(i)).value();
        receipt.accept(ids(event.value()));
        good.add(event);
      }
    }
    if (receipt.isEmpty()) {
      return receipt.refused().done();
    }
    return publish(good, trace).thenApply(done -> receipt.taken());
  }

  /** A repeat has no end of its own: who waits for it is told how the first ended. */
  private void recall(String tenant, String requestId) {
    endings
        .recall(tenant, requestId)
        .whenComplete(
            (finding, e) -> {
              if (e != null) {
                LOG.debug("request {} cannot be recalled, its end is waited for", requestId, e);
              }
            });
  }

  private CompletionStage<Void> publish(List<Keyed<RawEvent>> events, CallTrace trace) {
    return trace.publish(parts.publisher(), Topics.RAW_EVENTS, events, EventsEndpoint::requestId);
  }

  private Part<Keyed<RawEvent>> checked(
      String tenant, PipelineSpec spec, Wish wish, Part<SubmittedEvent> part) {
    if (part instanceof Part.Bad<SubmittedEvent> bad) {
      return new Part.Bad<>(bad.problem());
    }
    SubmittedEvent event = ((Part.Good<SubmittedEvent>) part).value();
    Optional<String> anonymous =
        Stream.of(
                event.id().flatMap(id -> Identity.problem("the id", id)),
                event.key().flatMap(key -> Identity.problem("the ordering key", key)))
            .flatMap(Optional::stream)
            .findFirst();
    if (anonymous.isPresent()) {
      return new Part.Bad<>(invalid(anonymous.get()));
    }
    EventCheck check = EventCheck.whole(event.contentType(), event.payload(), spec, parts.shape());
    if (check instanceof EventCheck.Bad bad) {
      return new Part.Bad<>(Problems.of(bad.cause(), bad.detail()));
    }
    RawEvent raw =
        RawEvent.newBuilder()
            .setId(event.id().orElseGet(parts.ids()))
            .setTenant(tenant)
            .setPipeline(spec.getPipeline())
            .setOccurredAt(event.occurredAt().orElse(null))
            .setReceivedAt(parts.clock().instant())
            .setContentType(EventBodies.JSON)
            .setPayload(ByteBuffer.wrap(event.payload()))
            .setLane(wish.lane().orElse(null))
            .build();
    return new Part.Good<>(new Keyed<>(event.key().orElse(raw.getId()), raw, event.trace()));
  }

  private static Map<String, String> ids(RawEvent event) {
    return Map.of("eventId", event.getId(), "requestId", requestId(event));
  }

  private static String requestId(RawEvent event) {
    return RequestId.of(event.getTenant(), event.getPipeline(), event.getId());
  }

  private static Problem invalid(String detail) {
    return Problems.of(Cause.INVALID_FIELD, detail);
  }
}
