package dev.millrace.local.cli;

import dev.millrace.local.client.Sending;
import java.util.List;

/** What {@code send} says of rows that did not come in, and of what to do then. */
final class SendText {

  /** Rows whose reasons are told one by one. */
  static final int REFUSALS_SHOWN = 20;

  static final String WITHIN =
      "within the pipeline's dedupe time (governance.dedupe, 24h unless the spec says otherwise)";

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

  /** What becomes of events that were sent before; the gateway does not know which those are. */
  static String unknownRepeats() {
    return "events that were sent before, with the same ids, are accepted again but neither asked"
        + " nor paid for again "
        + WITHIN
        + "; ./millrace reconcile counts them as repeats";
  }

  /** What becomes of rows that have the id of an earlier one; none where there are none. */
  static List<String> repeatedInFile(long rows) {
    if (rows == 0) {
      return List.of();
    }
    return List.of(
        Counted.of(rows, "row has", "rows have")
            + " the id of an earlier row: such an event is neither asked nor paid for again "
            + WITHIN);
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
        + at.lastRow()
        + (at.acceptedBehind() == 0
            ? ""
            : ", but for "
                + at.acceptedBehind()
                + " of them that were accepted, which requests and predictions show");
  }

  private static String counts(Sending.Standing at) {
    return "given up: "
        + at.accepted()
        + " accepted, "
        + at.refused()
        + " rejected, "
        + at.unanswered()
        + unanswered(at)
        + "; nothing else was sent";
  }

  private static String unanswered(Sending.Standing at) {
    if (at.unanswered() == 0) {
      return " without an answer";
    }
    if (at.mayHaveArrived() == 0) {
      return " not taken (nothing of them is in the factory)";
    }
    return " without an answer ("
        + (at.mayHaveArrived() == at.unanswered()
            ? "they may have arrived)"
            : "of which " + at.mayHaveArrived() + " may have arrived)");
  }
}
