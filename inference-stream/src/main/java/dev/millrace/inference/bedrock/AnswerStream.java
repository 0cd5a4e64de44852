package dev.millrace.inference.bedrock;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.CallResult.Answered;
import dev.millrace.inference.domain.CallResult.Content;
import dev.millrace.inference.domain.CallResult.Counted;
import dev.millrace.inference.domain.CallResult.Failed;
import dev.millrace.inference.domain.CallResult.Report;
import dev.millrace.inference.domain.CallResult.Spent;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.StreamUsage;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;

/**
 * One answer while it comes in, piece by piece.
 *
 * <p><i>Shape</i>: it is whole when the model has said why it stopped and the endpoint what it
 * took; the client takes a stream that was cut for one that ended, so nothing less will do. What
 * breaks off before is a failed call with the usage of what was read and said until then: that is
 * paid for.
 *
 * <p><i>Threads</i>: told by the client's, broken off by any. Pieces are passed on outside of the
 * lock.
 */
public final class AnswerStream {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerStream.class);

  private final String modelId;
  private final ModelInput.Chat question;
  private final InstantSource clock;
  private final Consumer<String> pieces;
  private final Instant startedAt;
  private final CompletableFuture<CallResult> result = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private @Nullable ConverseStreamResponse response;
  private @Nullable Subscription subscription;
  private @Nullable CompletableFuture<Void> call;
  private @Nullable Instant heardAt;
  private @Nullable String stopReason;
  private @Nullable ConverseStreamMetadataEvent metadata;
  private Optional<Long> firstTokenMillis = Optional.empty();
  private int deltas;

  AnswerStream(
      String modelId, ModelInput.Chat question, InstantSource clock, Consumer<String> pieces) {
    this.modelId = modelId;
    this.question = question;
    this.clock = clock;
    this.pieces = pieces;
    this.startedAt = clock.instant();
  }

  /** What comes of it; never fails. */
  public CompletableFuture<CallResult> result() {
    return result;
  }

  /** When the last event came; absent before the first. */
  public synchronized Optional<Instant> heardAt() {
    return Optional.ofNullable(heardAt);
  }

  /** Wants no more of it. Without effect where it has ended. */
  public void breakOff(Cause cause, String detail) {
    boolean unused =
        result.complete(known(() -> broken(new Failed(cause, detail, Optional.empty()))));
    stopListening();
    @Nullable CompletableFuture<Void> request;
    synchronized (this) {
      request = call;
    }
    if (request != null) {
      request.cancel(true);
    }
  }

  ConverseStreamResponseHandler handler() {
    return new Handler();
  }

  /** Ends as the client's call does. */
  void follow(CompletableFuture<Void> made) {
    synchronized (this) {
      call = made;
    }
    CompletableFuture<?> unused = made.whenComplete((done, thrown) -> ended(thrown));
  }

  /** The client has no more, for that reason where there is one. */
  void ended(@Nullable Throwable thrown) {
    boolean unused = result.complete(known(() -> outcome(thrown)));
    if (thrown != null) {
      stopListening();
    }
  }

  /** Without an outcome the request would never end. */
  private static CallResult known(Supplier<CallResult> outcome) {
    try {
      return outcome.get();
    } catch (RuntimeException e) {
      LOG.error("the end of a stream cannot be read", e);
      return new Failed(
          Cause.TRANSPORT,
          "the end of the stream could not be read (" + e.getClass().getSimpleName() + ")",
          Optional.empty());
    }
  }

  private synchronized CallResult outcome(@Nullable Throwable thrown) {
    if (thrown != null) {
      return broken(response == null ? Failures.of(thrown) : Failures.ofStream(thrown, deltas));
    }
    return stopReason == null || metadata == null
        ? broken(
            new Failed(
                Cause.TRANSPORT,
                "the stream was cut after "
                    + deltas
                    + " pieces, before the endpoint had said that it was whole",
                Optional.empty()))
        : answered(stopReason, metadata);
  }

  /** With what is paid for, as soon as the endpoint had begun to answer. */
  private synchronized Failed broken(Failed failed) {
    ConverseStreamResponse begun = response;
    return begun == null
        ? failed
        : new Failed(
            failed.cause(),
            failed.detail(),
            failed.endpointRequestId().or(() -> requestId(begun)),
            Optional.of(spent()));
  }

  private Spent spent() {
    return reported()
        .map(usage -> new Spent(usage, Counted.REPORTED, firstTokenMillis))
        .orElseGet(
            () ->
                new Spent(
                    StreamUsage.estimate(question, text.toString(), deltas),
                    Counted.ESTIMATED,
                    firstTokenMillis));
  }

  private Optional<TokenUsage> reported() {
    return metadata == null ? Optional.empty() : Usages.of(modelId, metadata.usage());
  }

  private Answered answered(String stop, ConverseStreamMetadataEvent last) {
    Report report =
        new Report(
            response == null ? Optional.empty() : requestId(response),
            Usages.of(modelId, last.usage()),
            Optional.ofNullable(last.metrics()).map(metrics -> metrics.latencyMs()),
            Optional.ofNullable(last.serviceTier()).map(tier -> tier.typeAsString()));
    return new Answered(new Content.Text(text.toString()), stop, report.streamed(firstTokenMillis));
  }

  private static Optional<String> requestId(ConverseStreamResponse response) {
    return BedrockModels.requestId(response.responseMetadata().requestId());
  }

  private void take(ConverseStreamOutput event) {
    Optional<String> piece;
    synchronized (this) {
      if (result.isDone()) {
        stopListening();
        return;
      }
      heardAt = clock.instant();
      piece = note(event, heardAt);
    }
    piece.ifPresent(pieces);
  }

  /** Lets the client close the connection, where it does not do so by itself. */
  private synchronized void stopListening() {
    if (subscription != null) {
      subscription.cancel();
    }
  }

  /** What of an event is a piece of the answer. */
  private Optional<String> note(ConverseStreamOutput event, Instant now) {
    if (event instanceof ContentBlockDeltaEvent delta) {
      deltas++;
      String said = delta.delta() == null ? null : delta.delta().text();
      if (said != null && !said.isEmpty()) {
        if (firstTokenMillis.isEmpty()) {
          firstTokenMillis = Optional.of(Math.max(0, Duration.between(startedAt, now).toMillis()));
        }
        text.append(said);
        return Optional.of(said);
      }
    } else if (event instanceof MessageStopEvent stop) {
      stopReason =
          stop.stopReasonAsString() == null ? ConverseBodies.END : stop.stopReasonAsString();
    } else if (event instanceof ConverseStreamMetadataEvent last) {
      metadata = last;
    }
    return Optional.empty();
  }

  /** What the client tells. How it ends is told by its future, which comes after all events. */
  private final class Handler
      implements ConverseStreamResponseHandler, Subscriber<ConverseStreamOutput> {

    @Override
    public void responseReceived(ConverseStreamResponse received) {
      synchronized (AnswerStream.this) {
        response = received;
      }
    }

    @Override
    public void onEventStream(SdkPublisher<ConverseStreamOutput> publisher) {
      publisher.subscribe(this);
    }

    @Override
    public void exceptionOccurred(Throwable thrown) {}

    @Override
    public void complete() {}

    @Override
    public void onSubscribe(Subscription events) {
      boolean isOver;
      synchronized (AnswerStream.this) {
        subscription = events;
        isOver = result.isDone();
      }
      if (isOver) {
        events.cancel();
      } else {
        events.request(Long.MAX_VALUE);
      }
    }

    @Override
    public void onNext(ConverseStreamOutput event) {
      take(event);
    }

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onComplete() {}
  }
}
