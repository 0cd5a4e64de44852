package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.AuditTrail;
import dev.millrace.platform.audit.AuditChain;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks the chain of the audit log. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Walks along the audit log and checks that each record holds the digest of the one before;"
          + " exit 1 where it does not, with the first that does not fit.",
      "Keep the digest of the last record elsewhere: a log that was cut off cannot tell."
    })
final class AuditVerifyCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  AuditVerifyCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    AuditChain chain = new AuditTrail(data.factory()).walk();
    Optional<AuditChain.Break> broken = chain.firstBreak();
    if (json) {
      ObjectNode answer =
          JsonNodeFactory.instance
              .objectNode()
              .put("holds", broken.isEmpty())
              .put("records", chain.records())
              .put("head", chain.head().orElse(null));
      broken.ifPresentOrElse(
          at -> answer.putObject("break").put("offset", at.offset()).put("reason", at.reason()),
          () -> answer.putNull("break"));
      output.answer(answer);
    } else {
      output.answer(
          broken
              .map(at -> "BROKEN at offset " + at.offset() + " of audit-log: " + at.reason())
              .orElseGet(
                  () ->
                      Counted.of(chain.records(), "record holds", "records hold")
                          + chain.head().map(head -> ", the last is " + head).orElse("")));
    }
    return broken.isEmpty() ? 0 : 1;
  }
}
