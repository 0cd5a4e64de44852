package dev.millrace.inference.domain;

import dev.millrace.record.KillScope;
import dev.millrace.record.KillState;
import dev.millrace.record.KillSwitch;
import java.util.Optional;

/** What operators have stopped, as far as it is known at the moment of asking. */
@FunctionalInterface
public interface KillSwitches {

  /** Nothing is stopped. */
  KillSwitches NONE = (scope, name) -> Optional.empty();

  /** The switch of one thing, on or off; absent where it has none. */
  Optional<KillSwitch> find(KillScope scope, String name);

  /**
   * Why no model may be asked for a pipeline and a tenant, in one sentence; absent where it may.
   */
  default Optional<String> against(String pipeline, String tenant) {
    return stop(KillScope.PIPELINE, pipeline).or(() -> stop(KillScope.TENANT, tenant));
  }

  /** Why a model may not be asked, in one sentence; absent where it may. */
  default Optional<String> againstModel(String modelId) {
    return stop(KillScope.MODEL, modelId);
  }

  /** Whether a call may not begin. */
  default boolean stop(ModelCall call) {
    return against(call.pipeline(), call.tenant()).isPresent()
        || againstModel(call.route().modelId()).isPresent();
  }

  private Optional<String> stop(KillScope scope, String name) {
    return find(scope, name)
        .filter(one -> one.getState() == KillState.ON)
        .map(one -> what(scope) + " " + name + " is stopped: " + one.getReason());
  }

  private static String what(KillScope scope) {
    return switch (scope) {
      case PIPELINE -> "pipeline";
      case MODEL -> "model";
      case TENANT -> "tenant";
    };
  }
}
