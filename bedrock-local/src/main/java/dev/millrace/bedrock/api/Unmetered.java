package dev.millrace.bedrock.api;

import dev.millrace.bedrock.conduct.Conditions;
import dev.millrace.bedrock.conduct.Effect;
import dev.millrace.bedrock.model.ChatAnswer;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The course of records of batch jobs: no quota and no latency; who has them answered meters them.
 * Of the faults of models, those befall them that change what is answered.
 */
final class Unmetered implements Course {

  private final Conditions conditions;
  private final InstantSource clock;

  Unmetered(Conditions conditions, InstantSource clock) {
    this.conditions = conditions;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Done> perform(
      Target target, Work work, Supplier<CompletionStage<ChatAnswer>> doing) {
    Optional<Effect> fault = conditions.fault(target.model(), work);
    if (fault.isPresent() && fault.get() instanceof Effect.Refusal error) {
      return CompletableFuture.failedFuture(
          new AwsError(error.status(), error.type(), error.message()));
    }
    long begun = clock.millis();
    return doing.get().thenApply(answer -> new Done(answer, clock.millis() - begun, fault));
  }
}
