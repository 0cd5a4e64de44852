package dev.millrace.lifecycle.offline;

import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The ledger of calls that serve nobody and are paid for all the same. Each is entered before it is
 * made: so one whose end nobody hears, because no reply comes or the process dies, is known, and
 * what it can have taken at most.
 */
@FunctionalInterface
public interface OfflineCalls {

  /**
   * Enters a call that is about to be made; done when that is safe.
   *
   * <p><i>Failure</i>: is in the future; then the call must not be made.
   */
  CompletableFuture<Entry> enter(Planned call);

  /**
   * A call that is about to be made.
   *
   * @param questionId of the request behind it
   * @param run what it is made for
   * @param modelId Bedrock model id or ARN
   * @param lostAt when nobody waits for it any more
   * @param most tokens that it can take
   * @param bound most US dollars that it can cost; absent where the model has no price
   */
  record Planned(
      String questionId,
      String run,
      String modelId,
      Instant startedAt,
      Instant lostAt,
      TokenUsage most,
      Optional<BigDecimal> bound) {}

  /** A call in the ledger. Told of one end or none: then it stays open. */
  interface Entry {

    /** The endpoint answered. */
    void answered(Answer answer);

    /** The endpoint turned it away, and nothing is paid for. */
    void refused();
  }

  /**
   * What is known of a call that was answered.
   *
   * @param endpointId the endpoint's own id of it; absent where it has none
   * @param usage tokens; absent where they are not known
   * @param cost US dollars; absent where the model has no price or the usage is not known
   */
  record Answer(
      Instant startedAt,
      Instant endedAt,
      Optional<String> endpointId,
      Optional<TokenUsage> usage,
      Optional<BigDecimal> cost) {}
}
