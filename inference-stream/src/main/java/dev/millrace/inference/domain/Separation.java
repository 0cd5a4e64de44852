package dev.millrace.inference.domain;

import dev.millrace.schemas.Cause;
import java.util.OptionalInt;

/**
 * Tells with how many others a request asks again, when a call that it shared brought it nothing:
 * alone, where the call went well for others; with half of them, where any of them may have spoilt
 * it. So each of these attempts makes the company smaller, and the last one is its own.
 */
final class Separation {

  private static final int ALONE = 1;

  private Separation() {}

  /** After an answer that is none for this request. */
  static int after(ModelCall call, CallResult.Answered reply) {
    if (StopReasons.damns(reply.stopReason())) {
      return Sharing.half(call.records());
    }
    return reply.content() instanceof CallResult.Content.Absent absent ? absent.most() : ALONE;
  }

  /**
   * After a call that failed and is not made again as it was; empty where the records have no part
   * in it.
   */
  static OptionalInt after(ModelCall call, CallResult.Failed failed) {
    return call.isShared() && mayBeOfARecord(failed.cause())
        ? OptionalInt.of(Sharing.half(call.records()))
        : OptionalInt.empty();
  }

  /** Too long, not to be digested, or so much work that the time is over. */
  private static boolean mayBeOfARecord(Cause cause) {
    return switch (cause) {
      case INVALID_REQUEST, TIMEOUT, MODEL_ERROR, ENDPOINT_ERROR, TRANSPORT, INTERNAL_ERROR -> true;
      default -> false;
    };
  }
}
