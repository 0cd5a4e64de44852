package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.RecordPublisher.Keyed;
import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.record.Feedback;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Takes feedback in: {@code POST /v1/pipelines/{pipeline}/feedback}.
 *
 * <p><i>Shape</i>: one JSON object, or NDJSON, as {@link FeedbackReader} reads it; 202 with a
 * {@link Receipt} where any was written down; a problem where none was.
 */
final class FeedbackEndpoint {

  private static final String ROUTE = "/v1/pipelines/{pipeline}/feedback";

  private final GatewayParts parts;

  FeedbackEndpoint(GatewayParts parts) {
    this.parts = parts;
  }

  CompletionStage<HttpReply> answer(String tenant, HttpCall call) {
    CallTrace trace = CallTrace.begin(parts.telemetry(), call, ROUTE);
    return answer(tenant, call, trace).whenComplete((reply, failure) -> trace.end(reply));
  }

  private CompletionStage<HttpReply> answer(String tenant, HttpCall call, CallTrace trace) {
    String pipeline = call.parameter("pipeline");
    FeedbackReader reader = new FeedbackReader(tenant, pipeline, parts.clock().instant());
    return parts
        .pipelines()
        .find(pipeline)
        .thenCompose(
            spec ->
                spec.isEmpty()
                    ? Problems.unknownPipeline().reply().done()
                    : charged(reader, call, trace))
        .exceptionally(parts.outage()::reply);
  }

  private CompletionStage<HttpReply> charged(
      FeedbackReader reader, HttpCall call, CallTrace trace) {
    Submission<Feedback> submission = submission(reader, call);
    return parts
        .allowances()
        .settle(reader.tenant(), call, submission.size())
        .map(HttpReply::done)
        .orElseGet(() -> take(submission, trace));
  }

  private static Submission<Feedback> submission(FeedbackReader reader, HttpCall call) {
    Optional<Problem> unreadable = EventBodies.otherCharset(call);
    if (unreadable.isPresent()) {
      return new Submission.Unreadable<>(unreadable.get());
    }
    return switch (call.mediaType()) {
      case EventBodies.JSON -> new Submission.Single<>(reader.read(call.body()));
      case EventBodies.NDJSON -> Lines.read(call.body(), reader::read);
      default ->
          new Submission.Unreadable<>(
              Problems.of(
                  Cause.UNSUPPORTED_CONTENT_TYPE,
                  "feedback comes as " + EventBodies.JSON + " or " + EventBodies.NDJSON));
    };
  }

  private CompletionStage<HttpReply> take(Submission<Feedback> submission, CallTrace trace) {
    if (submission instanceof Submission.Unreadable<Feedback> unreadable) {
      return unreadable.problem().reply().done();
    }
    if (submission instanceof Submission.Single<Feedback> single
        && single.part() instanceof Part.Bad<Feedback> bad) {
      return bad.problem().reply().done();
    }
    return takeAll(
        submission instanceof Submission.Single<Feedback> single
            ? new Submission.Batch<>(List.of(single.part()), List.of())
            : (Submission.Batch<Feedback>) submission,
        trace);
  }

  private CompletionStage<HttpReply> takeAll(Submission.Batch<Feedback> batch, CallTrace trace) {
    List<Part<Feedback>> all = batch.parts();
    Receipt receipt = new Receipt();
    List<Keyed<Feedback>> good = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof Part.Bad<Feedback> bad) {
        receipt.reject(i, batch.placed(i, bad.problem()));
      } else {
        Feedback feedback = ((Part.Good<Feedback>) all.get(i)).value();
        receipt.accept(ids(feedback));
        good.add(new Keyed<>(feedback.getRequestId(), feedback));
      }
    }
    if (receipt.isEmpty()) {
      return receipt.refused().done();
    }
    return trace
        .publish(parts.publisher(), Topics.FEEDBACK, good, Feedback::getRequestId)
        .thenApply(done -> receipt.taken());
  }

  private static Map<String, String> ids(Feedback feedback) {
    Map<String, String> ids = new LinkedHashMap<>();
    String eventId = feedback.getEventId();
    if (eventId != null) {
      ids.put("eventId", eventId);
    }
    ids.put("requestId", feedback.getRequestId());
    return ids;
  }
}
