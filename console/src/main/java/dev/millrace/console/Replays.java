package dev.millrace.console;

import dev.millrace.console.letters.ReplayOrder;
import dev.millrace.console.letters.UnknownLetterException;
import dev.millrace.console.letters.domain.LetterBound;
import dev.millrace.console.letters.domain.ReplayResult;
import java.io.IOException;

/** Replays dead letters, or says what would become of them. */
interface Replays {

  /**
   * Says what a replay would do, and does nothing.
   *
   * @param most letters that may be meant
   * @throws TooManyException where more are
   * @throws UnknownLetterException where it names one that is not there
   */
  Plan preview(ReplayOrder order, int most) throws IOException, TooManyException;

  /**
   * Replays.
   *
   * @param actor who wants it
   * @param most letters that may be meant
   * @throws TooManyException where more are
   */
  ReplayResult run(ReplayOrder order, String actor, int most) throws IOException, TooManyException;

  /**
   * What a replay would do.
   *
   * @param upTo an order with it means the letters of this plan, and none that came later
   */
  record Plan(ReplayResult result, LetterBound upTo) {}

  /** More letters are meant than one order may replay. */
  final class TooManyException extends Exception {

    private static final long serialVersionUID = 1;

    TooManyException(String message) {
      super(message);
    }
  }
}
