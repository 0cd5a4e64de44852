package dev.millrace.local.client;

import dev.millrace.ingestion.client.ProducerException;
import java.io.IOException;

/** The gateway turned a whole request away, or cannot be reached. */
public final class GatewayException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private GatewayException(String message, Throwable cause) {
    super(message, cause);
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
