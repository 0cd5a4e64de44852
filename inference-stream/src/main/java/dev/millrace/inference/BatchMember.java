package dev.millrace.inference;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.batch.OpenBatches;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * A request that waits for a batch job, or in one.
 *
 * @param call that the job makes for it
 * @param bounds of the collection that it may be in
 * @param end of its waiting; never fails
 */
record BatchMember(
    ModelCall call,
    Instant deadline,
    OpenBatches.Bounds bounds,
    CompletableFuture<BatchMember.End> end) {

  /** The end of waiting. */
  sealed interface End {

    /** The job is over; it answered the request, or did not. */
    record Fetched(CallResult result, Instant startedAt) implements End {}

    /** There is no job: the request has to be asked for by a call of its own. */
    record AskNow() implements End {}
  }

  String requestId() {
    return call.requestId();
  }

  boolean waits() {
    return !end.isDone();
  }

  void fetched(CallResult result, Instant startedAt) {
    end.complete(new End.Fetched(result, startedAt));
  }

  void askNow() {
    end.complete(new End.AskNow());
  }
}
