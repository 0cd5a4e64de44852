package dev.millrace.bedrock.conduct;

import java.time.Duration;
import java.util.Optional;

/** What goes wrong with one call. */
public sealed interface Effect {

  /** Whether it can befall calls that are answered by a stream only. */
  default boolean needsStream() {
    return false;
  }

  /**
   * An error in place of the answer; the model is not asked.
   *
   * @param after how long it takes to come
   */
  record Refusal(int status, String type, String message, Duration after) implements Effect {

    public Refusal {
      require(status >= 400 && status <= 599, "a status of 400 to 599");
      require(!type.isEmpty(), "a type");
      require(!after.isNegative(), "a time that is not negative");
    }
  }

  /**
   * The model answers, and nobody hears of it.
   *
   * @param held how long the caller is kept waiting who does not give up
   */
  record NoReply(Duration held) implements Effect {

    public NoReply {
      require(!held.isNegative(), "a time that is not negative");
    }
  }

  /** The connection is cut when this share of the reply was sent. */
  record CutBody(double share) implements Effect {

    public CutBody {
      requireShare(share);
    }
  }

  /**
   * A stream says in its middle that it failed.
   *
   * @param share of the events that come before
   */
  record StreamException(String type, String message, double share) implements Effect {

    public StreamException {
      require(!type.isEmpty(), "a type");
      requireShare(share);
    }

    @Override
    public boolean needsStream() {
      return true;
    }
  }

  /** The reply ends in the middle of its JSON, as if that were all. */
  record WrongJson() implements Effect {}

  /**
   * The model says the first half of its answer only, as if that were all.
   *
   * @param words in a call for several records, befalls the answers to those that hold them alone
   */
  record HalfAnswer(Optional<String> words) implements Effect {

    /** Of the whole answer. */
    public HalfAnswer() {
      this(Optional.empty());
    }
  }

  /** The reply comes, but slowly. */
  record SlowBytes(int bytesPerSecond) implements Effect {

    public SlowBytes {
      require(bytesPerSecond >= 1, "at least one byte a second");
    }
  }

  /** The reply gives another reason why the model stopped. */
  record OtherStopReason(String word) implements Effect {

    public OtherStopReason {
      require(!word.isEmpty(), "a stop reason");
    }
  }

  /** The reply does not tell how many tokens it took. */
  record MissingUsage() implements Effect {}

  private static void requireShare(double share) {
    require(share >= 0 && share < 1, "a share of 0 to less than 1");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("this effect needs " + what);
    }
  }
}
