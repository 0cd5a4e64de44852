package dev.millrace.platform.http;

/**
 * Stands before a route: sees the head of a call before its body is read and before memory is kept
 * for it, and lets it in or not. Must not block.
 */
@FunctionalInterface
public interface Gate {

  /** Decides about one call. */
  Passage pass(HttpHead head);

  /** What was decided. */
  sealed interface Passage {

    /**
     * The call may come in.
     *
     * @param party in whose name it holds memory: who asks for much takes it from nobody else
     * @param maxBodyBytes largest body that it may bring
     * @param tooLarge what it is told where the body is larger
     * @param endpoint answers it
     */
    record Granted(String party, int maxBodyBytes, Problem tooLarge, Endpoint endpoint)
        implements Passage {}

    /**
     * The call may not. A client that asked before it sent its body need not send it; that of any
     * other is thrown away, within bounds.
     */
    record Refused(HttpReply reply) implements Passage {}
  }
}
