package dev.millrace.inference.domain;

import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What came of one call. */
public sealed interface CallResult {

  /** Tokens that it took, as far as is known. */
  Optional<TokenUsage> tokens();

  /** What the model said. */
  sealed interface Content {

    /** Words. */
    record Text(String text) implements Content {}

    /** An embedding. */
    record Vector(List<Float> values) implements Content {
      public Vector {
        values = List.copyOf(values);
      }
    }

    /** Embeddings of several texts, in their order. */
    record Vectors(List<Vector> all) implements Content {
      public Vectors {
        all = List.copyOf(all);
      }
    }

    /**
     * Nothing for this request, in the answer to a call that it shared with others.
     *
     * @param detail one sentence without content of the answer
     * @param most how many the next call may be shared by; at least 1, fewer than this one
     */
    record Absent(String detail, int most) implements Content {}
  }

  /**
   * What the endpoint reported about a call that it answered.
   *
   * @param endpointRequestId its own id of the call; absent where it gave none
   * @param usage absent where it reported none: then it is unknown, not zero
   * @param modelLatencyMillis absent where it did not say
   * @param serviceTier absent where it did not say
   * @param usageOfAll that of the whole call, where usage is only a share of it; else the same
   * @param firstTokenMillis after how long the first piece came; absent where it came as a whole
   */
  record Report(
      Optional<String> endpointRequestId,
      Optional<TokenUsage> usage,
      Optional<Long> modelLatencyMillis,
      Optional<String> serviceTier,
      Optional<TokenUsage> usageOfAll,
      Optional<Long> firstTokenMillis) {

    /** What the service tier of a record of a batch job is called. */
    public static final String BATCH_TIER = "batch";

    /** Of a call that nobody shared. */
    public Report(
        Optional<String> endpointRequestId,
        Optional<TokenUsage> usage,
        Optional<Long> modelLatencyMillis,
        Optional<String> serviceTier) {
      this(endpointRequestId, usage, modelLatencyMillis, serviceTier, usage, Optional.empty());
    }

    /** The same, of an answer that came piece by piece. */
    public Report streamed(Optional<Long> firstTokenMillis) {
      return new Report(
          endpointRequestId, usage, modelLatencyMillis, serviceTier, usageOfAll, firstTokenMillis);
    }

    /** The same, with a share of the usage. */
    public Report share(TokenUsage share) {
      return new Report(
          endpointRequestId,
          Optional.of(share),
          modelLatencyMillis,
          serviceTier,
          usageOfAll,
          firstTokenMillis);
    }
  }

  /**
   * The model answered, and the call is paid for.
   *
   * @param stopReason in the endpoint's words
   */
  record Answered(Content content, String stopReason, Report report) implements CallResult {

    @Override
    public Optional<TokenUsage> tokens() {
      return report.usage();
    }
  }

  /**
   * What a stream took that broke off: that is paid for, although no answer came of it.
   *
   * @param counted by whom
   * @param firstTokenMillis after how long the first piece came; absent where none did
   */
  record Spent(TokenUsage usage, Counted counted, Optional<Long> firstTokenMillis) {}

  /** Who counted tokens. */
  enum Counted {
    /** The endpoint. */
    REPORTED,
    /** Nobody: they are reckoned from the texts, on the high side. */
    ESTIMATED
  }

  /**
   * There is no answer.
   *
   * @param detail one sentence without content of the event
   * @param endpointRequestId absent where no reply came
   * @param spent absent where nothing is paid for, or nothing is known of it
   */
  record Failed(
      Cause cause, String detail, Optional<String> endpointRequestId, Optional<Spent> spent)
      implements CallResult {

    /** Of a call that is not known to be paid for. */
    public Failed(Cause cause, String detail, Optional<String> endpointRequestId) {
      this(cause, detail, endpointRequestId, Optional.empty());
    }

    @Override
    public Optional<TokenUsage> tokens() {
      return spent.map(Spent::usage);
    }
  }

  /**
   * What a call that several requests shared brought one of them.
   *
   * @param own its part of the answer and of the usage, or the failure of all
   * @param records how many shared it, at least 2
   * @param startedAt when it began
   */
  record Shared(CallResult own, int records, Instant startedAt) implements CallResult {

    @Override
    public Optional<TokenUsage> tokens() {
      return own.tokens();
    }
  }
}
