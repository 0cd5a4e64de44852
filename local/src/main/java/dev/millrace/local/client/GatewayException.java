package dev.millrace.local.client;

import dev.millrace.ingestion.client.ProducerException;
import dev.millrace.ingestion.client.ProducerException.Reason;
import java.io.IOException;
import java.util.Set;

/** The gateway turned a whole request away, or cannot be reached. */
public final class GatewayException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private static final Set<Reason> REFUSALS = Set.of(Reason.REFUSED, Reason.KEY_REFUSED);

  private final Reason reason;

  private GatewayException(String message, ProducerException cause) {
    super(message, cause);
    this.reason = cause.reason();
  }

  /** Whether the gateway refuses whatever is sent like this: there is no such pipeline, or key. */
  public boolean isRefusal() {
    return REFUSALS.contains(reason);
  }

  /** Whether another key would be refused as well: there is no such pipeline, say. */
  public boolean isRefusalOfAnyKey() {
    return reason == Reason.REFUSED;
  }

  /** For whoever typed the command. */
  public static GatewayException of(ProducerException failure) {
    boolean isAway = failure.getCause() instanceof IOException;
    return new GatewayException(
        isAway
            ? "the gateway cannot be reached: is the factory still running? " + failure.getMessage()
            : String.valueOf(failure.getMessage()),
        failure);
  }
}
