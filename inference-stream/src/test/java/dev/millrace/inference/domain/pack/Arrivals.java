package dev.millrace.inference.domain.pack;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.Sharing;
import dev.millrace.inference.domain.Step;
import dev.millrace.record.Lane;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** Requests that come for company. */
public final class Arrivals {

  public static final Duration PATIENCE = Duration.ofMillis(20);
  public static final Sharing FOUR = new Sharing(4, PATIENCE, Sharing.Form.LABEL);

  private static final String SYSTEM = "Choose a label:\n- bug\n- billing";

  private Arrivals() {}

  public static ModelCall call(String tenant, String text) {
    return call(tenant, text, 10);
  }

  public static ModelCall call(String tenant, String text, int maxTokens) {
    return new ModelCall(
        text,
        tenant,
        "tickets",
        1,
        Requests.NOVA,
        new ModelInput.Chat(Optional.of(SYSTEM), text, maxTokens, OptionalDouble.of(0)));
  }

  public static Arrival<String> of(ModelCall call) {
    return of(call, FOUR, Requests.LIFETIME);
  }

  public static Arrival<String> of(ModelCall call, Sharing sharing, Duration lifetime) {
    return new Arrival<>(
        new Step.Line(call, Optional.empty(), Optional.of(sharing)),
        Lane.INTERACTIVE,
        Requests.BEGINNING.plus(lifetime),
        false,
        call.requestId());
  }
}
