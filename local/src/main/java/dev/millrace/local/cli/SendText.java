package dev.millrace.local.cli;

import dev.millrace.local.client.Sending;
import java.util.List;

/** What {@code send} says of rows that did not come in, and of what to do then. */
final class SendText {

  /** Rows whose reasons are told one by one. */
  static final int REFUSALS_SHOWN = 20;

  private SendText() {}

  /** What to do about rows that the factory has nothing of; none where there are none. */
  static List<String> rejected(long rows) {
    if (rows == 0) {
      return List.of();
    }
    return List.of(
        Counted.of(rows, "row was", "rows were")
            + " rejected, for the reasons above"
            + (rows > REFUSALS_SHOWN ? " (those of the first " + REFUSALS_SHOWN + ")" : "")
            + ": nothing of them is in the factory; mend them and send them again");
  }

  /** Where to look for what becomes of events that nobody waited for. */
  static String unknownEnds(String pipeline) {
    return "accepted is not answered yet: ./millrace predictions --pipeline "
        + pipeline
        + " shows the answers, ./millrace dead-letters list --pipeline "
        + pipeline
        + " what could not go on; --wait waits for them";
  }

  /** What to do where a second sending adds nothing to the first. */
  static String repeatable(Sending.Standing at) {
    return counts(at)
        + ". Send the file again when that is put right: its events have the same ids then, and"
        + " those that were accepted are not taken twice, as long as the pipeline's dedupe remembers"
        + " them";
  }

  /** What to do where a second sending makes other events. */
  static String renewed(Sending.Standing at) {
    return counts(at)
        + ". With --new-ids, what is sent again is taken again: when that is put right, send only"
        + " the rows behind row "
        + at.lastRow();
  }

  private static String counts(Sending.Standing at) {
    return "given up: "
        + at.accepted()
        + " accepted, "
        + at.refused()
        + " rejected, "
        + at.unanswered()
        + " without an answer (they may have arrived); nothing behind them was sent";
  }
}
