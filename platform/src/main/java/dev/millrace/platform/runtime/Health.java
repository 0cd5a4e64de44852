package dev.millrace.platform.runtime;

/** How a service is. */
public sealed interface Health {

  /** Not ready yet. */
  record Starting() implements Health {}

  /** Doing its work. */
  record Running() implements Health {}

  /**
   * At work, but kept from some of it by something outside, and waiting for that.
   *
   * @param reason one sentence for a human
   */
  record Impaired(String reason) implements Health {}

  /**
   * Stopped by itself and not coming back.
   *
   * @param reason one sentence for a human
   */
  record Failed(String reason) implements Health {}
}
