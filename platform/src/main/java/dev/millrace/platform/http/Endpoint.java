package dev.millrace.platform.http;

import java.util.concurrent.CompletionStage;

/**
 * Answers the calls of one route. Must not block: long work goes on behind the stage it returns.
 */
@FunctionalInterface
public interface Endpoint {

  /** Answers a call; a failed stage or an exception becomes a 500 that tells nothing. */
  CompletionStage<HttpReply> answer(HttpCall call);
}
