package dev.millrace.inference.bedrock;

import dev.millrace.inference.domain.CallResult.Failed;
import dev.millrace.inference.domain.GuardrailId;
import dev.millrace.schemas.Cause;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailResponse;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailAction;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentSource;

/** Holds texts against guardrails, for models whose calls do not do it themselves. */
final class GuardedTexts {

  private GuardedTexts() {}

  /** Why texts may not be given to a model; absent where they may. */
  static CompletableFuture<Optional<Failed>> objection(
      BedrockRuntimeAsyncClient client, GuardrailId guardrail, List<String> texts) {
    return client
        .applyGuardrail(
            request ->
                request
                    .guardrailIdentifier(guardrail.id())
                    .guardrailVersion(guardrail.version())
                    .source(GuardrailContentSource.INPUT)
                    .content(
                        texts.stream()
                            .map(text -> GuardrailContentBlock.fromText(block -> block.text(text)))
                            .toList()))
        .thenApply(GuardedTexts::objection);
  }

  /** What is neither of the two actions that are known lets nothing pass. */
  private static Optional<Failed> objection(ApplyGuardrailResponse response) {
    return response.action() == GuardrailAction.NONE
        ? Optional.empty()
        : Optional.of(
            new Failed(
                Cause.GUARDRAIL,
                "the guardrail stopped the input, and no model was asked",
                Optional.ofNullable(response.responseMetadata().requestId())));
  }
}
