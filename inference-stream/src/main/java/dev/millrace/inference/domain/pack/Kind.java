package dev.millrace.inference.domain.pack;

import dev.millrace.inference.domain.GuardrailId;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.Sharing;
import dev.millrace.record.Lane;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What requests must have in common to share a call: all that is sent once for all of them, who
 * pays, and how they wait. The same instructions, labels among them, are the same revision of the
 * prompt.
 *
 * @param otherwise the model that stands in for the route's
 * @param sharing those who may have fewer others after a call that went wrong are among themselves
 */
record Kind(
    String tenant,
    String pipeline,
    ModelRoute route,
    Optional<ModelRoute> otherwise,
    Lane lane,
    Sharing sharing,
    Optional<GuardrailId> guardrail,
    Optional<String> system,
    OptionalDouble temperature) {

  static Kind of(Arrival<?> arrival) {
    ModelInput input = arrival.call().input();
    return new Kind(
        arrival.call().tenant(),
        arrival.call().pipeline(),
        arrival.call().route(),
        arrival.line().otherwise(),
        arrival.lane(),
        arrival.sharing(),
        arrival.call().guardrail(),
        input instanceof ModelInput.Chat chat ? chat.system() : Optional.empty(),
        input instanceof ModelInput.Chat chat ? chat.temperature() : OptionalDouble.empty());
  }

  /** Those of this kind who have had a call together that told them to be fewer. */
  Kind upTo(int most) {
    return new Kind(
        tenant,
        pipeline,
        route,
        otherwise,
        lane,
        sharing.upTo(most),
        guardrail,
        system,
        temperature);
  }
}
