package dev.millrace.local.cli;

import dev.millrace.local.client.RefusedRow;
import dev.millrace.local.client.Sending;

/** Tells how a sending goes, and of the first refusals. */
final class SendProgress implements Sending.Listener {

  private final Output output;
  private int shown;

  SendProgress(Output output) {
    this.output = output;
  }

  @Override
  public void progress(long accepted, long refused) {
    output.tellForNow(accepted + " accepted, " + refused + " rejected");
  }

  @Override
  public void refused(RefusedRow row) {
    if (shown < SendText.REFUSALS_SHOWN) {
      shown++;
      output.tell("row " + row.number() + " is rejected: " + row.reason());
    }
  }

  @Override
  public void refusedFeedback(String eventId, String reason) {
    if (shown < SendText.REFUSALS_SHOWN) {
      shown++;
      output.tell("feedback about event " + eventId + " is rejected: " + reason);
    }
  }
}
