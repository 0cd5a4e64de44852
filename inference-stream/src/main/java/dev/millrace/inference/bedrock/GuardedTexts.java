package dev.millrace.inference.bedrock;

import dev.millrace.inference.domain.CallResult.Failed;
import dev.millrace.inference.domain.GuardrailId;
import dev.millrace.schemas.Cause;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailResponse;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailAction;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentSource;

/** Holds texts against guardrails, for models whose calls do not do it themselves. */
final class GuardedTexts {

  private GuardedTexts() {}

  static ApplyGuardrailRequest request(GuardrailId guardrail, List<String> texts) {
    return ApplyGuardrailRequest.builder()
        .guardrailIdentifier(guardrail.id())
        .guardrailVersion(guardrail.version())
        .source(GuardrailContentSource.INPUT)
        .content(
            texts.stream()
                .map(text -> GuardrailContentBlock.fromText(block -> block.text(text)))
                .toList())
        .build();
  }

  /**
   * Why texts may not be given to a model; absent where they may. What is neither of the two
   * actions that are known lets nothing pass.
   */
  static Optional<Failed> objection(ApplyGuardrailResponse response) {
    return response.action() == GuardrailAction.NONE
        ? Optional.empty()
        : Optional.of(
            new Failed(
                Cause.GUARDRAIL,
                "the guardrail stopped the input, and no model was asked",
                Optional.ofNullable(response.responseMetadata().requestId())));
  }
}
