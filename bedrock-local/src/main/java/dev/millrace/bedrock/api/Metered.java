package dev.millrace.bedrock.api;

import dev.millrace.bedrock.conduct.Conditions;
import dev.millrace.bedrock.conduct.Effect;
import dev.millrace.bedrock.conduct.Grant;
import dev.millrace.bedrock.conduct.Latencies;
import dev.millrace.bedrock.meter.Invocation;
import dev.millrace.bedrock.meter.InvocationLog;
import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.bedrock.model.TokenUsage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The course of every call that has a model work.
 *
 * <p><i>Shape</i>: quota taken, fault decided, work, delay, meter, quota settled.
 *
 * <p><i>Failure</i>: a call that is throttled or fails is not metered, and its quota is given back
 * but for the one request; a meter that cannot be written ends the call with the defect.
 */
final class Metered implements Course {

  private final InvocationLog meter;
  private final Conditions conditions;
  private final Pace pace;

  Metered(InvocationLog meter, Conditions conditions, Pace pace) {
    this.meter = meter;
    this.conditions = conditions;
    this.pace = pace;
  }

  @Override
  public CompletionStage<Done> perform(
      Target target, Work work, Supplier<CompletionStage<ChatAnswer>> doing) {
    Grant.Reserved reserved = reserve(target.model(), work);
    Optional<Effect> fault = conditions.fault(target.model(), work);
    Latencies.Drawn latency = conditions.latencies().next(target.model());
    long begun = pace.clock().millis();
    return refusal(fault)
        .thenCompose(go -> doing.get())
        .thenCompose(
            answer ->
                pace.after(left(latency.of(answer.usage().outputTokens()), begun))
                    .thenApply(
                        due -> {
                          TokenUsage billed = billed(work, fault, answer);
                          meter.add(invocation(target, work, billed));
                          reserved.settle(billed);
                          return new Done(answer, pace.clock().millis() - begun, fault);
                        }))
        .whenComplete(
            (done, e) -> {
              if (e != null) {
                reserved.settle(TokenUsage.NONE);
              }
            });
  }

  private Grant.Reserved reserve(String model, Work work) {
    Grant grant = conditions.quotas().reserve(model, work.reserved().tokens());
    if (grant instanceof Grant.Refused refused) {
      meter.addThrottled(model);
      throw AwsError.throttled(refused.what().message());
    }
    if (grant instanceof Grant.Reserved reserved) {
      return reserved;
    }
    throw new AssertionError(grant);
  }

  /** Fails where an error comes in place of the answer. */
  private CompletionStage<Void> refusal(Optional<Effect> fault) {
    if (fault.isPresent() && fault.get() instanceof Effect.Refusal error) {
      return pace.after(error.after())
          .thenCompose(
              due ->
                  CompletableFuture.failedFuture(
                      new AwsError(error.status(), error.type(), error.message())));
    }
    return CompletableFuture.completedFuture(null);
  }

  private Duration left(Duration latency, long begun) {
    return latency.minusMillis(pace.clock().millis() - begun);
  }

  /** A stream that breaks off has cost what was read, and what was said before it broke off. */
  private static TokenUsage billed(Work work, Optional<Effect> fault, ChatAnswer answer) {
    if (work.streams() && fault.isPresent()) {
      if (fault.get() instanceof Effect.CutBody cut) {
        return said(answer, cut.share());
      }
      if (fault.get() instanceof Effect.StreamException exception) {
        return said(answer, exception.share());
      }
    }
    return answer.usage();
  }

  private static TokenUsage said(ChatAnswer answer, double share) {
    TokenUsage whole = answer.usage();
    long pieces = Math.max(1, EventStream.pieces(answer.text()).size());
    long said = EventStream.piecesBefore(answer.text(), share);
    return new TokenUsage(whole.inputTokens(), (whole.outputTokens() * said + pieces - 1) / pieces);
  }

  private Invocation invocation(Target target, Work work, TokenUsage usage) {
    return new Invocation(
        pace.clock().instant(),
        target.id(),
        work.operation().word(),
        target.called(),
        usage.inputTokens(),
        usage.outputTokens(),
        work.metadata(),
        target.base(),
        Optional.empty());
  }
}
